// Projects: the list, archived ones apart, and a form for a new one.
import { Modal } from '@mantine/core';
import { IconFolderPlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Project } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { Empty } from '../../ui/states';
import { allProjectsQuery } from './api';
import { ProjectForm } from './project-form';
import css from './set-up.module.css';

export default function Projects() {
  const projects = useQuery(allProjectsQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <button type="button" className="btn" onClick={() => setAdding(true)}>
      <IconPlus size={18} stroke={1.75} aria-hidden />
      {t('projects.new')}
    </button>
  );
  return (
    <DeskPage title={t('projects.title')} acts={add}>
      <Loaded of={projects} failed={t('projects.failed')}>
        {(all) => {
          const live = all.filter((project) => project.archived_at_ms === null);
          const archived = all.filter((project) => project.archived_at_ms !== null);
          return (
            <div className={css['wide']}>
              {live.length > 0 ? (
                <ProjectTable projects={live} />
              ) : (
                <Empty icon={IconFolderPlus} title={t('projects.empty_title')} act={add}>
                  {t('projects.empty_text')}
                </Empty>
              )}
              {archived.length > 0 && (
                <details className={css['apart']}>
                  <summary>{t('projects.archived', { count: archived.length })}</summary>
                  <ProjectTable projects={archived} />
                </details>
              )}
            </div>
          );
        }}
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('projects.new')}>
        <ProjectForm onDone={() => setAdding(false)} />
      </Modal>
    </DeskPage>
  );
}

function keptText({ keep_originals, keep_days }: Project): string {
  if (keep_originals === 'days') return t('projects.kept_days', { count: keep_days ?? 0 });
  return t(keep_originals === 'never' ? 'projects.kept_never' : 'projects.kept_always');
}

function ProjectTable({ projects }: { projects: Project[] }) {
  return (
    <table className={`data ${css['list']}`}>
      <thead>
        <tr>
          <th>{t('projects.code')}</th>
          <th>{t('projects.name')}</th>
          <th className={css['roomy']}>{t('projects.time_zone')}</th>
          <th className={`num ${css['roomy']}`}>{t('projects.col_rules')}</th>
          <th className={`num ${css['roomy']}`}>{t('projects.col_line')}</th>
          <th>{t('projects.col_kept')}</th>
        </tr>
      </thead>
      <tbody>
        {projects.map((project) => (
          <tr key={project.id}>
            <td className="strong">{project.code}</td>
            <td className={css['name']}>
              <Link className="link" to={`/set-up/projects/${project.id}`}>
                {project.name}
              </Link>
            </td>
            <td className={css['roomy']}>{project.time_zone}</td>
            <td className={`num ${css['roomy']}`}>
              {project.max_accuracy_m === null
                ? '–'
                : t('projects.rules_short', { n: project.max_accuracy_m })}
            </td>
            <td className={`num ${css['roomy']}`}>
              {project.max_line_distance_m === null
                ? '–'
                : formatDistance(project.max_line_distance_m)}
            </td>
            <td>{keptText(project)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
