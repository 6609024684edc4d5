// One project: its routes and sections at the left, its names and rules beside them.
import { IconChevronRight, IconPhoto } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { allProjectsQuery } from './api';
import { ProjectEdit } from './project-edit';
import css from './project-page.module.css';
import { Tree } from './tree';

export default function ProjectPage() {
  const { id = '' } = useParams();
  const projects = useQuery(allProjectsQuery);
  const project = projects.data?.find((each) => each.id === id);
  return (
    <DeskPage
      title={project?.name ?? t('projects.one')}
      before={
        <nav className={css['up']} aria-label={t('projects.up')}>
          <Link to="/set-up/projects">{t('projects.title')}</Link>
          <IconChevronRight size={15} stroke={1.75} aria-hidden />
        </nav>
      }
      acts={
        project && (
          <Link
            className="btn quiet"
            to={`/photos?project=${id}`}
            aria-label={t('projects.open', { name: project.name })}
          >
            <IconPhoto size={18} stroke={1.75} aria-hidden />
            <span className={css['word']}>{t('nav.photos')}</span>
          </Link>
        )
      }
    >
      <Loaded of={projects} failed={t('projects.failed')}>
        {() => (project ? <Whole project={project} /> : <p role="alert">{t('projects.gone')}</p>)}
      </Loaded>
    </DeskPage>
  );
}

function Whole({ project }: { project: Project }) {
  return (
    <div className={css['two']}>
      <Tree project={project} />
      <ProjectEdit key={project.id} project={project} />
    </div>
  );
}
