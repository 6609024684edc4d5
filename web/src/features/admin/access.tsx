// Who sees what of a project: people down, places across. A route opens to its sections; the place
// stands in the address.
import { Modal } from '@mantine/core';
import { IconEyeOff, IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { AccessMatrix, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useProject } from '../../lib/projects';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import css from './access.module.css';
import { AccessTable } from './access-table';
import { AddMember } from './add-member';
import { accessQuery, unseenQuery } from './api';
import { columnsOf } from './matrix';

export default function Access() {
  const { project, isPending, error, refetch } = useProject();
  if (project) return <OfProject key={project.id} project={project} />;
  return (
    <DeskPage title={t('access.title')}>
      {error ? (
        <ErrorNote error={error} title={t('access.failed')} onRetry={refetch} />
      ) : isPending ? (
        <RowsLoading />
      ) : (
        <Empty icon={IconUsersGroup} title={t('projects.empty_title')}>
          {t('projects.empty_text')}
        </Empty>
      )}
    </DeskPage>
  );
}

function OfProject({ project }: { project: Project }) {
  const [params] = useSearchParams();
  const route_id = params.get('route');
  const matrix = useQuery(accessQuery(project.id, route_id));
  const [adding, setAdding] = useState(false);
  const add = (
    <button type="button" className="btn" onClick={() => setAdding(true)}>
      <IconUserPlus size={18} stroke={1.75} aria-hidden />
      {t('access.add')}
    </button>
  );
  return (
    <DeskPage title={t('access.title')} acts={add}>
      <p className="t2">
        {t('access.intro', { route: project.route_word, section: project.section_word })}
      </p>
      <Unseen project_id={project.id} />
      <Loaded of={matrix} failed={t('access.failed')}>
        {(loaded) => <Whole project={project} matrix={loaded} opened={route_id} act={add} />}
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('access.add')}>
        <AddMember
          project={project}
          known={matrix.data?.people ?? []}
          route={matrix.data?.routes.find(({ id }) => id === route_id) ?? null}
          onDone={() => setAdding(false)}
        />
      </Modal>
    </DeskPage>
  );
}

function Unseen({ project_id }: { project_id: string }) {
  const unseen = useQuery(unseenQuery(project_id)).data ?? 0;
  if (unseen === 0) return null;
  return (
    <p className={css['unseen']} role="status">
      <IconEyeOff size={18} stroke={1.75} aria-hidden />
      {t('access.unseen', { count: unseen })}
    </p>
  );
}

interface WholeProps {
  project: Project;
  matrix: AccessMatrix;
  opened: string | null;
  act: React.ReactNode;
}

function Whole({ project, matrix, opened, act }: WholeProps) {
  if (matrix.people.length === 0) {
    return (
      <Empty icon={IconUsersGroup} title={t('access.empty_title')} act={act}>
        {t('access.empty_text')}
      </Empty>
    );
  }
  return (
    <>
      {opened && (
        <p className={css['up']}>
          <Link className="link" to={`/set-up/access?project=${project.id}`}>
            {t('access.all_routes', { name: project.name })}
          </Link>
        </p>
      )}
      {!matrix.complete && <p role="status">{t('access.incomplete')}</p>}
      <AccessTable project={project} people={matrix.people} columns={columnsOf(project, matrix, opened)} />
      <ul className={css['legend']}>
        <li>
          <i className={`${css['mark']} ${css['own']}`} />
          {t('access.legend_own')}
        </li>
        <li>
          <i className={`${css['mark']} ${css['through']}`} />
          {t('access.legend_through')}
        </li>
        <li>
          <i className={css['mark']} />
          {t('access.legend_none')}
        </li>
      </ul>
    </>
  );
}
