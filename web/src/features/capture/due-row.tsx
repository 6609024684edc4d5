// One photo due, waiting or approved: its picture or a dashed place for it, its state in words.
import {
  IconArrowBackUp,
  IconCameraPlus,
  IconChevronRight,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconCircleOff,
  IconDotsVertical,
  IconLock,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { holdersOf, isRefused, slotKey, type DueRow } from './due';
import css from './lists.module.css';
import { cameraPath, kOutbox, slotPath } from './paths';
import { checkpointName, slotPlace } from './slot-words';
import { useBlobUrl } from './use-phone';
import { useCheckpoints } from './use-section';
import { Where } from './where';

export function DueRows({ page, rows }: { page: SectionSlots; rows: DueRow[] }) {
  return (
    <ul className={css['rows']}>
      {rows.map((row) => (
        <li key={slotKey(row.slot)}>
          <Row page={page} row={row} />
        </li>
      ))}
    </ul>
  );
}

function Row({ page, row }: { page: SectionSlots; row: DueRow }) {
  const { slot } = row;
  const inside = (
    <>
      <Picture row={row} />
      <span className="grow">
        <b className={css['name']}>{checkpointName(slot)}</b>
        <State page={page} row={row} />
      </span>
    </>
  );
  const section_id = page.section.id;
  const to = targetOf(section_id, row);
  if (opensCamera(row)) {
    return (
      <div className={css['two']}>
        <Link className={css['row']} to={to}>
          {inside}
        </Link>
        <Link
          className={css['other']}
          to={slotPath(section_id, slot)}
          aria-label={t('due.details', { name: nameOf(page, slot) })}
        >
          <IconDotsVertical size={22} aria-hidden />
        </Link>
      </div>
    );
  }
  return (
    <Link className={css['row']} to={to}>
      {inside}
      <IconChevronRight size={22} aria-hidden />
    </Link>
  );
}

const opensCamera = ({ slot, shot }: DueRow) =>
  shot === null && slot.state === 'due' && !slot.hold_blocked;

const nameOf = (page: SectionSlots, slot: Slot) =>
  [checkpointName(slot), slotPlace(slot, page.items)].filter(Boolean).join(', ');

// A due slot opens the camera; what is taken, blocked or closed its details.
function targetOf(section_id: string, row: DueRow): string {
  const { slot, shot } = row;
  if (shot) return shot.state === 'safe' ? slotPath(section_id, slot) : kOutbox;
  return opensCamera(row) ? cameraPath(section_id, slot) : slotPath(section_id, slot);
}

function Picture({ row: { slot, shot } }: { row: DueRow }) {
  const kept = useBlobUrl(shot?.thumb, shot?.id);
  const src = kept ?? slot.photo?.thumb_url;
  if (src) return <img className={css['thumb']} src={src} alt="" loading="lazy" />;
  const waived = slot.state === 'waiver_pending' || slot.state === 'not_applicable';
  const Shape = waived ? IconCircleOff : slot.hold_blocked ? IconLock : IconCameraPlus;
  return (
    <span className={`${css['thumb']} ${css['empty']}`}>
      <Shape size={22} aria-hidden />
    </span>
  );
}

function State({ page, row: { slot, shot } }: { page: SectionSlots; row: DueRow }) {
  const place = slotPlace(slot, page.items);
  if (shot) return <Where shot={shot} after={place} />;
  if (isRefused(slot)) return <Refused slot={slot} place={place} />;
  if (slot.hold_blocked && slot.state === 'due') return <Hold page={page} slot={slot} />;
  if (slot.state === 'due') {
    const on_line = slot.chainage_m !== null && place;
    return (
      <Sub>{on_line ? t('due.state_due_at', { place }) : withPlace(t('due.state_due'), place)}</Sub>
    );
  }
  if (slot.state === 'approved') {
    return (
      <Sub approved shape={<IconCircleCheckFilled size={18} aria-hidden />}>
        {withPlace(t('due.state_approved'), place)}
      </Sub>
    );
  }
  if (slot.state === 'not_applicable') {
    return <Sub>{withPlace(t('status.not_applicable'), place)}</Sub>;
  }
  const waits = slot.state === 'waiver_pending' ? t('na.state_waits') : t('due.state_pending');
  return (
    <Sub shape={<IconCircleDotted size={18} aria-hidden />}>
      {withPlace(waits, place)}
    </Sub>
  );
}

function Refused({ slot, place }: { slot: Slot; place: string | null }) {
  return (
    <span className={css['sub']}>
      <span className={css['back']}>
        <IconArrowBackUp size={18} aria-hidden />
        {withPlace(t('na.state_refused'), place)}
      </span>
      {slot.waiver?.comment && <span>“{slot.waiver.comment}”</span>}
    </span>
  );
}

const withPlace = (where: string, place: string | null) =>
  place ? t('where.at', { where, place }) : where;

function Sub(props: { shape?: ReactNode; approved?: boolean; children: ReactNode }) {
  return (
    <span className={`${css['sub']} ${props.approved ? css['approved'] : ''}`}>
      <span className="row">
        {props.shape}
        {props.children}
      </span>
    </span>
  );
}

// What a blocked slot waits for.
export function Hold({ page, slot }: { page: SectionSlots; slot: Slot }) {
  const checkpoints = useCheckpoints(page.project.id);
  const holders = holdersOf(slot, checkpoints, page.items);
  const names = holders.map((one) => `${one.code} ${one.name}`).join(', ');
  return <Sub>{names ? t('due.hold', { names }) : t('due.hold_unknown')}</Sub>;
}
