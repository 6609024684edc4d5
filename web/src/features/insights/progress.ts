// Arithmetic of the dashboard: shares, what is missing, and the parts of a bar.
import type { Progress, Slot } from '../../lib/api.gen';

export type Segment = 'approved' | 'pending' | 'retake' | 'nonconforming' | 'not_applicable';
export const segments: Segment[] = [
  'approved',
  'pending',
  'retake',
  'nonconforming',
  'not_applicable',
];

// How much of the due each status fills, in percent of the bar, without the empty ones.
export function barOf(progress: Progress): { kind: Segment; percent: number }[] {
  const whole = Math.max(progress.due, 1);
  const parts = segments.map((kind) => ({ kind, percent: (100 * progress[kind]) / whole }));
  return parts.filter(({ percent }) => percent > 0);
}

// Slots without a photo that counts, and not closed otherwise.
export const leftOf = ({ due, taken, not_applicable }: Progress) =>
  Math.max(0, due - taken - not_applicable);

// Slots that still stand between a section and its acceptance.
export const missingOf = ({ due, approved, not_applicable }: Progress) =>
  Math.max(0, due - approved - not_applicable);

// Approved in percent of what applies, rounded down so that 100 means all; null when nothing is due.
export function approvedPercent({ due, approved, not_applicable }: Progress): number | null {
  const applies = due - not_applicable;
  if (applies <= 0) return due > 0 ? 100 : null;
  return Math.floor((100 * approved) / applies);
}

const none: Progress = {
  due: 0,
  taken: 0,
  pending: 0,
  approved: 0,
  retake: 0,
  nonconforming: 0,
  not_applicable: 0,
  extras: 0,
};

export interface CheckpointProgress {
  id: string;
  code: string;
  name: string;
  progress: Progress;
}

// Slots of one section, counted by checkpoint in the checklist's order.
export function byCheckpoint(slots: readonly Slot[]): CheckpointProgress[] {
  const found = new Map<string, CheckpointProgress>();
  for (const slot of slots) {
    const { checkpoint_id: id, checkpoint_code: code, checkpoint_name: name } = slot;
    const entry = found.get(id) ?? { id, code, name, progress: { ...none } };
    found.set(id, entry);
    entry.progress.due += 1;
    const kind = segments.find((each) => each === (slot.state as string));
    if (!kind) continue; // due, or asked to be not applicable and not decided yet
    entry.progress[kind] += 1;
    if (kind !== 'not_applicable') entry.progress.taken += 1;
  }
  return [...found.values()];
}
