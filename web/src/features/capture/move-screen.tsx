// The photo is right, its slot is not: the section's photos due to choose from, free ones first.
import {
  IconArrowLeft,
  IconCameraPlus,
  IconChecklist,
  IconPhotoOff,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { StatusShape, statusWord } from '../../ui/status';
import { moveTargets, ownPending, rowOf, slotKey, type DueRow } from './due';
import due from './due.module.css';
import css from './lists.module.css';
import { useOwnCorrection } from './own-photo';
import { slotPath } from './paths';
import { Shell } from './shell';
import { checkpointName, slotName, slotPlace } from './slot-words';
import { useBlobUrl } from './use-phone';
import { useSlotOfRoute } from './use-section';

export function MoveScreen() {
  const { section_id, slot, page, list, query } = useSlotOfRoute();
  const my_id = useMe()?.id ?? '';
  const { run, busy, error } = useOwnCorrection(section_id, slot);
  const photo = slot && list && ownPending(rowOf(list, slot), my_id);
  const targets = slot && list ? moveTargets(list, slot) : { free: [], taken: [] };
  const choose = ({ slot: to }: DueRow) => {
    if (!photo) return;
    const { checkpoint_id, stage, index } = to;
    const ref = { section_id, checkpoint_id, stage, index };
    void run(photo, { act: 'move', to: ref }, t('correct.done_move', { where: slotName(to) }));
  };
  const group = (title: string, rows: DueRow[]) =>
    page &&
    rows.length > 0 && (
      <section>
        <h2 className={css['group']}>{title}</h2>
        <ul className={css['rows']}>
          {rows.map((row) => (
            <li key={slotKey(row.slot)}>
              <Target page={page} row={row} busy={busy} onChoose={() => choose(row)} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <Shell head={<Head section_id={section_id} slot={slot} />}>
      {query.isPending && <RowsLoading rows={6} />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {error !== null && <ErrorNote error={error} />}
      {list && !photo && <Empty icon={IconPhotoOff} title={t('own.not_yours')} />}
      {photo && targets.free.length + targets.taken.length === 0 && (
        <Empty icon={IconChecklist} title={t('own.no_other')} />
      )}
      {photo && group(t('own.free_n', { n: targets.free.length }), targets.free)}
      {photo && group(t('own.taken_n', { n: targets.taken.length }), targets.taken)}
    </Shell>
  );
}

function Head({ section_id, slot }: { section_id: string; slot: Slot | undefined }) {
  return (
    <div className={due['bar']}>
      {slot && (
        <Link
          className={due['icon']}
          to={slotPath(section_id, slot)}
          replace
          aria-label={t('act.back')}
        >
          <IconArrowLeft size={24} />
        </Link>
      )}
      <div className="grow">
        <h1>{t('own.move_title')}</h1>
        <span className="t2">{slot && t('own.move_from', { name: slotName(slot) })}</span>
      </div>
    </div>
  );
}

interface TargetProps {
  page: SectionSlots;
  row: DueRow;
  busy: boolean;
  onChoose: () => void;
}

function Target({ page, row: { slot, shot }, busy, onChoose }: TargetProps) {
  const kept = useBlobUrl(shot?.thumb, shot?.id);
  const src = kept ?? slot.photo?.thumb_url;
  const place = slotPlace(slot, page.items);
  const state = shot ? 'pending' : slot.state;
  return (
    <button type="button" className={css['row']} aria-disabled={busy} onClick={onChoose}>
      {src ? (
        <img className={css['thumb']} src={src} alt="" loading="lazy" />
      ) : (
        <span className={`${css['thumb']} ${css['empty']}`}>
          <IconCameraPlus size={22} aria-hidden />
        </span>
      )}
      <span className="grow">
        <b className={css['name']}>{checkpointName(slot)}</b>
        <span className={css['sub']}>
          {state !== 'due' && (
            <span aria-hidden>
              <StatusShape status={state} size={18} />
            </span>
          )}
          {[statusWord(state), place, note(state)].filter(Boolean).join(' · ')}
        </span>
      </span>
    </button>
  );
}

// What the photo becomes where one is already.
function note(state: Slot['state']): string {
  if (state === 'due') return '';
  return t(state === 'approved' ? 'own.becomes_extra' : 'own.next_attempt');
}
