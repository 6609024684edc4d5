// The review desk: one photo at a time, or a grid. The address holds the filters.
import { IconFolderPlus, IconInbox } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { t } from '../../lib/i18n';
import { useProject } from '../../lib/projects';
import { useMe } from '../../lib/session';
import { useSummary } from '../../lib/summary';
import { Empty, ErrorNote, TilesLoading } from '../../ui/states';
import { useTitle } from '../../ui/title';
import { ClosedWaivers } from './closed-waivers';
import { Decided } from './decided';
import { isFiltered, readFilter, readView, withParams } from './filters';
import { Grid } from './grid';
import { usePlaceInAddress } from './place';
import css from './screen.module.css';
import { Single } from './single';
import { TopBar } from './top-bar';
import { useWorklist } from './use-worklist';
import { Waivers } from './waivers';
import type { QueueFilter } from './api';

export default function ReviewScreen() {
  const { project, isPending, error, refetch } = useProject();
  const [params] = useSearchParams();
  const project_id = project?.id ?? '';
  // A new object only when a filter changed: the round is tied to it.
  const key = JSON.stringify(readFilter(params, project_id));
  const filter = useMemo(() => JSON.parse(key) as QueueFilter, [key]);

  if (params.get('view') === 'decided') return <Decided />;
  if (error) {
    return (
      <main className={css['centre']}>
        <ErrorNote error={error} title={t('review.queue_failed')} onRetry={refetch} />
      </main>
    );
  }
  if (isPending) return <main className={css['page']} />;
  if (!project) return <NoProject />;
  if (params.get('view') === 'not-applicable') return <Waivers project_id={project.id} />;
  if (params.get('view') === 'closed') return <ClosedWaivers project_id={project.id} />;
  return <Round key={key} filter={filter} />;
}

function NoProject() {
  const admin = useMe()?.role === 'admin';
  const act = admin && (
    <Link className="btn" to="/set-up/projects">
      {t('review.no_project_act')}
    </Link>
  );
  return (
    <main className={css['centre']}>
      <Empty icon={IconFolderPlus} title={t('review.no_project_title')} act={act}>
        {t(admin ? 'review.no_project_admin' : 'review.no_project_text')}
      </Empty>
    </main>
  );
}

function Round({ filter }: { filter: QueueFilter }) {
  const [params, setParams] = useSearchParams();
  const view = readView(params);
  const round = useWorklist(filter, params.get('photo'));
  const { list, loaded, failure, retry, act } = round;
  const { pending = 0 } = useSummary(filter.project_id) ?? {};
  usePlaceInAddress(list.entries[list.at]?.row.id);
  useTitle(titleOf(list.fresh.length, pending));
  const show = (next: 'single' | 'grid') =>
    setParams((now) => withParams(now, { view: next }), { replace: true });

  if (list.entries.length > 0) {
    return view === 'grid' ? (
      <Grid filter={filter} round={round} onSingle={() => show('single')} />
    ) : (
      <Single filter={filter} round={round} onGrid={() => show('grid')} />
    );
  }
  return (
    <main className={css['page']}>
      <TopBar filter={filter} view={view} onView={show} />
      <div className={css['body']}>
        {failure ? (
          <ErrorNote error={failure} title={t('review.queue_failed')} onRetry={retry} />
        ) : loaded ? (
          <NothingHere
            filter={filter}
            fresh={list.fresh.length}
            onFresh={() => act({ type: 'let_in', first: false })}
          />
        ) : (
          <TilesLoading />
        )}
      </div>
    </main>
  );
}

// "3 new · 12 wait · Review": what came and what waits first, for a tab shows only its beginning.
function titleOf(fresh: number, pending: number): string {
  const parts = [
    fresh > 0 && t('review.fresh', { count: fresh }),
    pending > 0 && t('review.title_waiting', { count: pending }),
    t('review.title'),
  ];
  return parts.filter(Boolean).join(' · ');
}

function NothingHere(props: { filter: QueueFilter; fresh: number; onFresh: () => void }) {
  const { filter, fresh, onFresh } = props;
  const filtered = isFiltered(filter);
  const act =
    fresh > 0 ? (
      <button type="button" className="chip on" onClick={onFresh}>
        {t('review.fresh', { count: fresh })}
      </button>
    ) : (
      <Link className="btn" to="/photos">
        {t('review.empty_act')}
      </Link>
    );
  return (
    <Empty
      icon={IconInbox}
      title={t(filtered ? 'review.empty_filtered' : 'review.empty_title')}
      act={act}
    >
      {t(filtered ? 'review.empty_filtered_text' : 'review.empty_text')}
    </Empty>
  );
}
