// What a section still needs: what came back on top, then what is due, waiting and approved.
import { IconCameraFilled, IconChecklist, IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useEffect } from 'react';
import { Link, useParams } from 'react-router';
import type { SectionSlots } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { CameBack } from './came-back';
import type { DueList, DueRow } from './due';
import { DueRows } from './due-row';
import css from './due.module.css';
import lists from './lists.module.css';
import own from './own-photo.module.css';
import { cameraPath, kFind } from './paths';
import { rememberSection } from './recent';
import { RedoLast, useLastShot } from './redo-last';
import { HivisLink, Shell } from './shell';
import { slotName } from './slot-words';
import { useSection } from './use-section';

export function DueScreen() {
  const { section_id = '' } = useParams();
  const owner_id = useMe()?.id ?? '';
  const { query, page, list, kept_from_ms } = useSection(section_id);
  const known = page !== null;
  useEffect(() => {
    if (known) rememberSection(owner_id, section_id);
  }, [known, owner_id, section_id]);
  const next = list?.next;
  const redo = useLastShot(list);
  return (
    <Shell
      head={<Head page={page} />}
      act={
        (next || redo) && (
          <div className={own['acts']}>
            <RedoLast last={redo} className="btn" />
            {next && (
              <HivisLink to={cameraPath(section_id, next)} icon={<IconCameraFilled size={24} />}>
                {slotName(next)}
              </HivisLink>
            )}
          </div>
        )
      }
    >
      {query.isPending && <RowsLoading rows={6} />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {kept_from_ms != null && (
        <p className={lists['note']}>{t('due.kept_list', { time: formatTime(kept_from_ms) })}</p>
      )}
      {page && list && <Lists page={page} list={list} />}
    </Shell>
  );
}

function Head({ page }: { page: SectionSlots | null }) {
  const section = page?.section;
  return (
    <>
      <Link className={`grow ${css['where']}`} to={kFind} aria-label={t('find.change')}>
        <span className={css['path']}>
          {section ? `${section.project_name} › ${section.route_code}` : ' '}
        </span>
        <h1 className={css['title']}>
          <span className="clip">{section ? `${section.code} ${section.name}` : ' '}</span>
          <IconChevronDown size={22} aria-hidden />
        </h1>
      </Link>
      <Link className={`btn ${css['find']}`} to={kFind} aria-label={t('find.change')}>
        <IconSearch size={22} />
      </Link>
    </>
  );
}

function Lists({ page, list }: { page: SectionSlots; list: DueList }) {
  const { came_back, due, waiting, approved } = list;
  if (page.items.length === 0) {
    return (
      <Empty icon={IconChecklist} title={t('due.empty_title')}>
        {t('due.empty_text')}
      </Empty>
    );
  }
  return (
    <>
      {came_back.map(({ slot }, i) => (
        <CameBack key={slot.photo?.id} page={page} slot={slot} nth={i + 1} of={came_back.length} />
      ))}
      {due.length === 0 && came_back.length === 0 && (
        <Empty icon={IconChecklist} title={t('due.all_done_title')}>
          {t('due.all_done_text')}
        </Empty>
      )}
      {due.length > 0 && (
        <section>
          <h2 className={lists['group']}>{t('due.due_n', { n: due.length })}</h2>
          <DueRows page={page} rows={due} />
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <h2 className={lists['group']}>{t('due.waiting_n', { n: waiting.length })}</h2>
          <DueRows page={page} rows={waiting} />
        </section>
      )}
      {approved.length > 0 && (
        <details>
          <summary className={lists['more']}>{closedWord(approved)}</summary>
          <DueRows page={page} rows={approved} />
        </details>
      )}
      {page.section.counts.extras > 0 && <Extras section={page.section} />}
    </>
  );
}

function closedWord(rows: DueRow[]): string {
  const closed = rows.filter(({ slot }) => slot.state === 'not_applicable').length;
  const approved = t('due.approved_n', { n: rows.length - closed });
  return closed === 0 ? approved : `${approved} · ${t('na.count', { n: closed })}`;
}

// Photos beyond what is due have no line in the list; they are seen where all photos are.
function Extras({ section }: { section: SectionSlots['section'] }) {
  const { id, project_id, counts } = section;
  return (
    <Link className={lists['note']} to={`/photos?project=${project_id}&section=${id}`}>
      {t('due.extras', { count: counts.extras })}
    </Link>
  );
}
