// One slot: what was taken, where it stands, what the office said, and what to do.
import {
  IconArrowLeft,
  IconBulb,
  IconCamera,
  IconPhotoOff,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useOutboxView } from '../../lib/outbox/provider';
import { useMe } from '../../lib/session';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { Status } from '../../ui/status';
import { extraSlot, isBack, ownPending, rowOf, type DueRow } from './due';
import { Hold } from './due-row';
import css from './due.module.css';
import lists from './lists.module.css';
import { DueActs, WaiverActs, WaiverWords } from './not-applicable';
import { OwnPhotoActs } from './own-photo';
import { cameraPath, sectionPath } from './paths';
import { Shell } from './shell';
import { checkpointName, slotPlace } from './slot-words';
import { useSlotOfRoute } from './use-section';

export function SlotScreen() {
  const { section_id, slot, page, list, query } = useSlotOfRoute();
  const my_id = useMe()?.id ?? '';
  const row = slot && list ? rowOf(list, slot) : null;
  const act = row && <Acts section_id={section_id} row={row} my_id={my_id} />;
  return (
    <Shell head={<Head section_id={section_id} page={page} slot={slot} />} act={act}>
      {query.isPending && <RowsLoading rows={2} />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {page && !slot && <Empty icon={IconPhotoOff} title={t('error.not_found_title')} />}
      {slot && <SlotPhotoView slot={slot} />}
      {slot && <WaiverWords slot={slot} />}
      {page && slot?.hold_blocked && slot.state === 'due' && <Hold page={page} slot={slot} />}
      {slot && <Guidance slot={slot} />}
      {page && slot && <More page={page} slot={slot} />}
    </Shell>
  );
}

// What can be done now: with one's own photo, with a slot that needs one, with what was asked.
function Acts(props: { section_id: string; row: DueRow; my_id: string }) {
  const { section_id, row, my_id } = props;
  const { slot, shot } = row;
  const own = ownPending(row, my_id);
  if (own) return <OwnPhotoActs section_id={section_id} slot={slot} photo={own} />;
  if (slot.state === 'waiver_pending' && slot.waiver) {
    return <WaiverActs section_id={section_id} slot={slot} waiver={slot.waiver} />;
  }
  const answered = shot !== null && shot.state !== 'refused';
  if (answered || !(isBack(slot) || slot.state === 'due')) return null;
  return <DueActs section_id={section_id} slot={slot} />;
}

function Head(props: { section_id: string; page: SectionSlots | null; slot: Slot | undefined }) {
  const { section_id, page, slot } = props;
  const attempt = slot?.photo?.attempt ?? 1;
  const parts = page &&
    slot && [
      page.section.code,
      slotPlace(slot, page.items),
      slot.photo && (attempt > 1 ? t('due.attempt', { n: attempt }) : t('due.first_attempt')),
    ];
  return (
    <div className={css['bar']}>
      <Link className={css['icon']} to={sectionPath(section_id)} aria-label={t('act.back')}>
        <IconArrowLeft size={24} />
      </Link>
      <div className="grow">
        <h1>{slot ? checkpointName(slot) : ' '}</h1>
        <span className="t2">{parts && parts.filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  );
}

// What else can be done: one more photo of the same thing, or its whole story.
function More({ page, slot }: { page: SectionSlots; slot: Slot }) {
  const { shots } = useOutboxView();
  const section_id = page.section.id;
  const own = shots.filter((shot) => shot.meta.section_id === section_id);
  const more = slot.state === 'pending' || slot.state === 'approved';
  const extra = more ? extraSlot(slot, page.items, own) : null;
  return (
    <>
      {extra && (
        <Link className="btn" to={cameraPath(section_id, extra)}>
          <IconCamera size={22} aria-hidden />
          {t('due.extra')}
        </Link>
      )}
      {slot.photo && (
        <Link className="btn quiet" to={`/photos/${slot.photo.id}`}>
          {t('due.story')}
        </Link>
      )}
    </>
  );
}

function SlotPhotoView({ slot }: { slot: Slot }) {
  const { photo } = slot;
  if (!photo) return null;
  const display = `/api/photos/${photo.id}/image?size=display&v=${photo.version}`;
  return (
    <>
      <div className={css['photo']}>
        <img src={display} alt={checkpointName(slot)} />
      </div>
      <div className="row">
        <Status status={photo.status} />
        <span className="t2 grow">{t('due.by', { name: photo.owner_name })}</span>
        <span className="t2">{formatTime(photo.received_at_ms)}</span>
      </div>
      {photo.decided_by_name && (
        <div className={css['said']}>
          <span>
            <b>{photo.decided_by_name}</b>{' '}
            <span className="t2">{photo.decided_at_ms && formatTime(photo.decided_at_ms)}</span>
          </span>
          <p>{photo.comment || (isBack(slot) && t('due.no_comment'))}</p>
        </div>
      )}
    </>
  );
}

function Guidance({ slot }: { slot: Slot }) {
  if (!slot.guidance) return null;
  return (
    <p className={`${lists['note']} ${lists['tip']}`}>
      <IconBulb size={22} aria-hidden />
      <span>{slot.guidance}</span>
    </p>
  );
}
