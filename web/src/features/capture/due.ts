// What a section still needs, made of the server's slots and of the photos on this phone.
import type { Checkpoint, SectionSlots, Slot, SlotPhoto, Stage } from '../../lib/api.gen';
import type { Shot } from '../../lib/outbox/shot';

// One line of the due list. `shot`: the newest photo on this phone that the list does not know yet.
export interface DueRow {
  slot: Slot;
  shot: Shot | null;
}

export interface DueList {
  came_back: DueRow[]; // to be photographed again, nothing taken yet
  due: DueRow[];
  waiting: DueRow[]; // on this phone, on the way, or pending at the office
  approved: DueRow[]; // and closed as not applicable
  next: Slot | null; // what the camera button names
}

export const slotKey = (slot: Pick<Slot, 'checkpoint_id' | 'stage' | 'index'>) =>
  `${slot.checkpoint_id}/${slot.stage}/${slot.index}`;

export const isBack = (slot: Slot) => slot.state === 'retake' || slot.state === 'nonconforming';

// A refused request counts until a photo came.
export const isRefused = ({ state, waiver }: Slot) =>
  waiver?.status === 'retake' && (state === 'due' || state === 'retake' || state === 'nonconforming');
export const isWaived = (slot: Slot) =>
  slot.state === 'waiver_pending' || slot.state === 'not_applicable' || isRefused(slot);

// `fetched_at_ms`: when the phone got `page`; a photo that became safe before it is in the page.
export function makeDueList(
  page: Pick<SectionSlots, 'items' | 'section'>,
  shots: readonly Shot[],
  fetched_at_ms: number,
): DueList {
  const news = newestShots(page.section.id, shots, fetched_at_ms);
  const list: DueList = { came_back: [], due: [], waiting: [], approved: [], next: null };
  for (const slot of page.items) {
    const shot = news.get(slotKey(slot)) ?? null;
    const row = { slot, shot: shot?.id === slot.photo?.id ? null : shot };
    list[groupOf(row)].push(row);
  }
  list.next = list.due.find(({ slot }) => !slot.hold_blocked)?.slot ?? null;
  return list;
}

function groupOf({ slot, shot }: DueRow): Exclude<keyof DueList, 'next'> {
  if (shot) return shot.state === 'refused' ? 'due' : 'waiting';
  if (isBack(slot)) return 'came_back';
  if (slot.state === 'due') return 'due';
  return isClosed(slot) ? 'approved' : 'waiting';
}

function newestShots(section_id: string, shots: readonly Shot[], fetched_at_ms: number) {
  const newest = new Map<string, Shot>();
  for (const shot of shots) {
    if (shot.meta.section_id !== section_id) continue;
    if (shot.state === 'safe' && (shot.settled_at_ms ?? 0) < fetched_at_ms) continue;
    const other = newest.get(slotKey(shot.meta));
    if (!other || other.kept_at_ms < shot.kept_at_ms) newest.set(slotKey(shot.meta), shot);
  }
  return newest;
}

// The slot to photograph after `slot`, in list order; null when nothing else is due.
export function slotAfter(list: DueList, slot: Slot): Slot | null {
  const open = list.due.filter((row) => !row.slot.hold_blocked && !row.shot).map((row) => row.slot);
  const others = open.filter((other) => slotKey(other) !== slotKey(slot));
  const at = open.findIndex((other) => slotKey(other) === slotKey(slot));
  return others[Math.max(0, at) % Math.max(1, others.length)] ?? null;
}

export function rowOf(list: DueList, slot: Slot): DueRow {
  const rows = [...list.came_back, ...list.due, ...list.waiting, ...list.approved];
  return rows.find((row) => slotKey(row.slot) === slotKey(slot)) ?? { slot, shot: null };
}

// The slot as the camera takes it: one whose answer is on this phone is not answered twice. The next
// shot is a plain new attempt.
export function slotToShoot(list: DueList, slot: Slot): Slot {
  const { shot } = rowOf(list, slot);
  const answered = isBack(slot) && shot !== null && shot.state !== 'refused';
  return answered ? { ...slot, state: 'pending' } : slot;
}

// The photo its taker may still retake, withdraw or move: his own, undecided, and with nothing newer
// on this phone.
export function ownPending({ slot, shot }: DueRow, my_id: string): SlotPhoto | null {
  const own = slot.state === 'pending' && slot.photo?.owner_id === my_id && shot === null;
  return own ? slot.photo : null;
}

// Where the photo in `slot` can go: free ones in list order, then those that hold one already.
export function moveTargets(list: DueList, slot: Slot): { free: DueRow[]; taken: DueRow[] } {
  const others = (rows: DueRow[]) => rows.filter((row) => slotKey(row.slot) !== slotKey(slot));
  const { due, came_back, waiting, approved } = list;
  return { free: others(due), taken: others([...came_back, ...waiting, ...approved]) };
}

// A photo beyond what is due, for the same checkpoint: welcome, and never in the way.
export function extraSlot(
  of: Pick<Slot, 'checkpoint_id' | 'stage'>,
  items: readonly Slot[],
  shots: readonly Shot[],
): Slot | null {
  const same = (one: Pick<Slot, 'checkpoint_id' | 'stage'>) =>
    one.checkpoint_id === of.checkpoint_id && one.stage === of.stage;
  const base = items.find(same);
  if (!base) return null;
  const taken = shots.map((shot) => shot.meta).filter(same);
  const index = 1 + Math.max(...[...items.filter(same), ...taken].map((one) => one.index));
  return { ...base, index, chainage_m: null, hold_blocked: false, state: 'due', photo: null, waiver: null };
}

const isClosed = ({ state }: Slot) => state === 'approved' || state === 'not_applicable';

const kStages: Stage[] = ['before', 'during', 'after'];

// The hold points a blocked slot waits for: checkpoints of the same work type and an earlier stage
// that are not approved yet. Empty when the checkpoints are not known.
export function holdersOf(
  slot: Slot,
  checkpoints: readonly Checkpoint[],
  slots: readonly Slot[],
): Checkpoint[] {
  const own = checkpoints.find((checkpoint) => checkpoint.id === slot.checkpoint_id);
  return checkpoints.filter(
    (other) =>
      other.hold_point &&
      other.work_type_id === own?.work_type_id &&
      kStages.indexOf(other.stage) < kStages.indexOf(slot.stage) &&
      slots.some((one) => one.checkpoint_id === other.id && !isClosed(one)),
  );
}

// "36 of 42": which of its checkpoint's slots this is.
export function countOf(slot: Slot, slots: readonly Slot[]): { nth: number; of: number } {
  const same = slots.filter((one) => one.checkpoint_id === slot.checkpoint_id);
  const before = same.filter((one) => one.index < slot.index);
  return { nth: before.length + 1, of: same.length };
}
