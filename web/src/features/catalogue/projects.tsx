// Projects: the list, and a form for a new one.
import { Modal } from '@mantine/core';
import { IconFolderPlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Project } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import { projectsQuery } from '../../lib/projects';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { ProjectForm } from './project-form';
import css from './set-up.module.css';

export default function Projects() {
  const projects = useQuery(projectsQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <button type="button" className="btn" onClick={() => setAdding(true)}>
      <IconPlus size={18} stroke={1.75} aria-hidden />
      {t('projects.new')}
    </button>
  );
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <h1 className="grow">{t('projects.title')}</h1>
        {add}
      </header>
      <div className={css['body']}>
        {projects.error ? (
          <ErrorNote
            error={projects.error}
            title={t('projects.failed')}
            onRetry={() => void projects.refetch()}
          />
        ) : !projects.data ? (
          <RowsLoading />
        ) : projects.data.length === 0 ? (
          <Empty icon={IconFolderPlus} title={t('projects.empty_title')} act={add}>
            {t('projects.empty_text')}
          </Empty>
        ) : (
          <ProjectTable projects={projects.data} />
        )}
      </div>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('projects.new')}>
        <ProjectForm onDone={() => setAdding(false)} />
      </Modal>
    </main>
  );
}

function keptText({ keep_originals, keep_days }: Project): string {
  if (keep_days !== null) return t('projects.kept_days', { count: keep_days });
  return t(keep_originals === 'never' ? 'projects.kept_never' : 'projects.kept_always');
}

function ProjectTable({ projects }: { projects: Project[] }) {
  return (
    <div className={css['wide']}>
      <table className="data">
        <thead>
          <tr>
            <th>{t('projects.code')}</th>
            <th>{t('projects.name')}</th>
            <th>{t('projects.time_zone')}</th>
            <th className="num">{t('projects.col_rules')}</th>
            <th className="num">{t('projects.col_line')}</th>
            <th>{t('projects.col_kept')}</th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={project.id}>
              <td className="strong">{project.code}</td>
              <td>
                <Link className="link" to={`/photos?project=${project.id}`}>
                  {project.name}
                </Link>
              </td>
              <td>{project.time_zone}</td>
              <td className="num">
                {project.max_accuracy_m === null
                  ? '–'
                  : t('projects.rules_short', { n: project.max_accuracy_m })}
              </td>
              <td className="num">
                {project.max_line_distance_m === null
                  ? '–'
                  : formatDistance(project.max_line_distance_m)}
              </td>
              <td>{keptText(project)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
