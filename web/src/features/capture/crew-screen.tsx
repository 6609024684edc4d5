// The crew's queue, for its lead: how each person stands, and what came back to any of them.
import { useQuery } from '@tanstack/react-query';
import { IconChecklist, IconMapSearch, IconUsers } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import type { CrewQueue, Project } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { crewProjectsQuery, crewQueueQuery } from './api';
import { BackRow } from './crew-back-row';
import { MemberRow } from './crew-member-row';
import css from './crew.module.css';
import lists from './lists.module.css';
import { Shell } from './shell';

export function CrewScreen() {
  const owner_id = useMe()?.id ?? '';
  const [params, setParams] = useSearchParams();
  const all = useQuery(crewProjectsQuery(owner_id));
  const projects = (all.data?.body.items ?? []).filter((each) => each.archived_at_ms === null);
  const project = projects.find(({ id }) => id === params.get('project')) ?? projects[0];
  const queue = useQuery(crewQueueQuery(owner_id, project?.id));
  const failed = [all, queue].find((query) => query.isError && !query.data);
  return (
    <Shell
      head={
        <Head
          projects={projects}
          project={project}
          onChoose={(id) => setParams({ project: id }, { replace: true })}
        />
      }
    >
      {failed && <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && (all.isPending || (project && !queue.data)) && <RowsLoading rows={6} />}
      {all.data && !project && (
        <Empty icon={IconMapSearch} title={t('crew.no_project_title')}>
          {t('crew.no_project_text')}
        </Empty>
      )}
      {queue.data?.fresh === false && (
        <p className={lists['note']}>
          {t('due.kept_list', { time: formatTime(queue.data.fetched_at_ms) })}
        </p>
      )}
      {queue.data && <Queue queue={queue.data.body} />}
    </Shell>
  );
}

interface HeadProps {
  projects: Project[];
  project: Project | undefined;
  onChoose: (id: string) => void;
}

function Head({ projects, project, onChoose }: HeadProps) {
  return (
    <>
      <h1 className="grow">{t('crew.title')}</h1>
      {projects.length > 1 ? (
        <select
          className={css['project']}
          aria-label={t('crew.project')}
          value={project?.id}
          onChange={(event) => onChoose(event.target.value)}
        >
          {projects.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <span className={`t2 clip ${css['one']}`}>{project?.name}</span>
      )}
    </>
  );
}

function Queue({ queue }: { queue: CrewQueue }) {
  const { people, came_back, came_back_total: total } = queue;
  return (
    <>
      <section>
        <h2 className={lists['group']}>{t('crew.people', { n: people.length })}</h2>
        {people.length === 0 ? (
          <Empty icon={IconUsers} title={t('crew.nobody_title')}>
            {t('crew.nobody_text')}
          </Empty>
        ) : (
          <ul className={lists['rows']}>
            {people.map((member) => (
              <li key={member.id}>
                <MemberRow member={member} />
              </li>
            ))}
          </ul>
        )}
      </section>
      {queue.capped && <p className={lists['note']}>{t('crew.capped')}</p>}
      <section>
        {total > 0 && <h2 className={lists['group']}>{t('crew.came_back_n', { n: total })}</h2>}
        {came_back.length === 0 ? (
          <Empty icon={IconChecklist} title={t('crew.none_back_title')}>
            {t('crew.none_back_text')}
          </Empty>
        ) : (
          <ul className={lists['rows']}>
            {came_back.map((back) => (
              <li key={back.photo.id}>
                <BackRow back={back} />
              </li>
            ))}
          </ul>
        )}
        {total > came_back.length && (
          <p className={css['rest']}>{t('crew.more', { shown: came_back.length, n: total })}</p>
        )}
      </section>
    </>
  );
}
