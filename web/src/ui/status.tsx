// What a status looks like and is called. The one place that maps status to word, shape and tint.
import {
  IconAlertOctagonFilled,
  IconArrowBackUp,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleDotted,
  IconCircleOff,
  IconStack2,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { SlotState } from '../lib/api.gen';
import { t } from '../lib/i18n';
import css from './status.module.css';

// `superseded` is a photo that a newer attempt replaced, `withdrawn` one its taker took back; `due` a
// slot without a photo.
export type Shown = SlotState | 'superseded' | 'withdrawn';
type Icon = ComponentType<{ size?: number; stroke?: number; className?: string }>;

const looks: Record<Shown, { word: `status.${Shown}`; icon: Icon }> = {
  due: { word: 'status.due', icon: IconCircleDashed },
  pending: { word: 'status.pending', icon: IconCircleDotted },
  approved: { word: 'status.approved', icon: IconCircleCheckFilled },
  retake: { word: 'status.retake', icon: IconArrowBackUp },
  nonconforming: { word: 'status.nonconforming', icon: IconAlertOctagonFilled },
  waiver_pending: { word: 'status.waiver_pending', icon: IconCircleOff },
  not_applicable: { word: 'status.not_applicable', icon: IconCircleOff },
  superseded: { word: 'status.superseded', icon: IconStack2 },
  withdrawn: { word: 'status.withdrawn', icon: IconStack2 },
};

export const statusWord = (status: Shown): string => t(looks[status].word);

// The status to show for a photo of a list: only the newest attempt has one that counts.
export function shownStatus(photo: {
  status: SlotState;
  newest: boolean;
  withdrawn_at_ms: number | null;
}): Shown {
  if (photo.withdrawn_at_ms) return 'withdrawn';
  return photo.newest ? photo.status : 'superseded';
}

// Shape and word on a pale tint.
export function Status({ status }: { status: Shown }) {
  const Shape = looks[status].icon;
  return (
    <span className={`${css['status']} ${css[status]}`}>
      <Shape size={15} stroke={2} />
      {statusWord(status)}
    </span>
  );
}

// The shape alone where room is short; readers still hear the word.
export function StatusShape({ status, size = 16 }: { status: Shown; size?: number }) {
  const Shape = looks[status].icon;
  return (
    <span className={`${css['shape']} ${css[status]}`} title={statusWord(status)}>
      <Shape size={size} stroke={2} />
      <span className="sr">{statusWord(status)}</span>
    </span>
  );
}
