// How far the work is: a project by its routes, a route by its sections, one section by its
// checkpoints with its sign-off. The place stands in the address.
import { IconChartBar, IconChevronRight, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Overview, Part, Project } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useProject } from '../../lib/projects';
import { useMe } from '../../lib/session';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { dashboardQuery } from './api';
import { dashboardPath, type Place } from './links';
import { Numbers } from './numbers';
import { PartsTable, type PartRow } from './parts-table';
import { PeopleTable } from './people';
import css from './screen.module.css';
import { SectionView } from './section';
import tables from './tables.module.css';
import { WaitingBars } from './waiting';

export default function Dashboard() {
  const { project, isPending, error, refetch } = useProject();
  if (project) return <OfProject key={project.id} project={project} />;
  return (
    <DeskPage title={t('dashboard.title')}>
      {error ? (
        <ErrorNote error={error} title={t('dashboard.failed')} onRetry={refetch} />
      ) : isPending ? (
        <RowsLoading />
      ) : (
        <NoProject />
      )}
    </DeskPage>
  );
}

function NoProject() {
  const me = useMe();
  const act = me?.role === 'admin' && (
    <Link className="btn" to="/set-up/projects">
      {t('dashboard.set_up')}
    </Link>
  );
  return (
    <Empty icon={IconChartBar} title={t('dashboard.empty_title')} act={act}>
      {t('dashboard.empty_text')}
    </Empty>
  );
}

function OfProject({ project }: { project: Project }) {
  const [params] = useSearchParams();
  const route_id = params.get('route');
  const section_id = route_id && params.get('section');
  const report = useQuery(dashboardQuery(project.id, route_id));
  const { data } = report;
  const part = section_id ? data?.parts.find((each) => each.id === section_id) : undefined;
  const place: Place = { project_id: project.id, route_id, section_id };
  const crumbs: Crumb[] = [{ name: project.name, to: dashboardPath({ project_id: project.id }) }];
  if (route_id) {
    const name = data?.route ? titleOf(data.route) : '…';
    crumbs.push({ name, to: dashboardPath({ project_id: project.id, route_id }) });
  }
  if (section_id) crumbs.push({ name: part ? titleOf(part) : '…', to: '' });
  return (
    <DeskPage
      title={crumbs.at(-1)!.name}
      before={crumbs.length > 1 && <Crumbs up={crumbs.slice(0, -1)} />}
      acts={
        <button
          type="button"
          className="btn quiet"
          title={t('dashboard.as_of', { time: formatTime(report.dataUpdatedAt) })}
          disabled={report.isFetching}
          onClick={() => void report.refetch()}
        >
          <IconRefresh size={18} stroke={1.75} aria-hidden />
          <span className={css['refresh']}>{t('dashboard.refresh')}</span>
        </button>
      }
    >
      <Loaded of={report} failed={t('dashboard.failed')}>
        {(loaded) =>
          section_id ? (
            <SectionView part={part ?? null} place={{ ...place, section_id }} />
          ) : (
            <Report report={loaded} place={place} />
          )
        }
      </Loaded>
    </DeskPage>
  );
}

interface Crumb {
  name: string;
  to: string;
}
const titleOf = ({ code, name }: { code: string; name: string }) => `${code} ${name}`;

function Crumbs({ up }: { up: Crumb[] }) {
  return (
    <nav className={css['crumbs']} aria-label={t('dashboard.where')}>
      {up.map(({ name, to }) => (
        <Fragment key={to}>
          <Link className="clip" to={to}>
            {name}
          </Link>
          <IconChevronRight size={15} stroke={1.75} aria-hidden />
        </Fragment>
      ))}
    </nav>
  );
}

function Report({ report, place }: { report: Overview; place: Place }) {
  const { project, route, total } = report;
  const level = route ? project.section_word : project.route_word;
  if (total.due === 0 && total.taken === 0 && report.parts.length === 0) {
    return (
      <Empty icon={IconChartBar} title={t('dashboard.no_due_title')}>
        {t('dashboard.no_due_text')}
      </Empty>
    );
  }
  return (
    <div className={css['stack']}>
      <Numbers report={report} place={place} />
      <PartsTable
        title={t('dashboard.by', { level })}
        first={level.charAt(0).toUpperCase() + level.slice(1)}
        rows={report.parts.map((part) => rowOf(part, place))}
        total={total}
        accepted
        leads
      />
      {report.work_types.length > 0 && (
        <PartsTable
          title={t('dashboard.by_work_type')}
          first={t('dashboard.work_type')}
          rows={report.work_types.map((type) => ({
            ...type,
            place: { ...place, work_type_id: type.id },
          }))}
          total={total}
        />
      )}
      <div className={tables['pair']}>
        {report.waiting && <WaitingBars waiting={report.waiting} place={place} />}
        {/* Who did what is known of whole projects only. */}
        {!route && report.people.length > 0 && (
          <PeopleTable people={report.people} place={place} />
        )}
      </div>
    </div>
  );
}

function rowOf(part: Part, { project_id, route_id }: Place): PartRow {
  const { id, code, name, progress, sections, accepted } = part;
  const place = route_id ? { project_id, route_id, section_id: id } : { project_id, route_id: id };
  const told = route_id ? part.accepted_by_name : null;
  const count = t('dashboard.accepted_of', { n: accepted, all: sections });
  return {
    id,
    code,
    name,
    progress,
    place,
    to: dashboardPath(place),
    accepted: told ?? (route_id || accepted === 0 ? '–' : count),
  };
}
