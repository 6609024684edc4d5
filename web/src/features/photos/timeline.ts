// History and comments of a photo as one story, newest first. A decision stands in both; it is
// told once, with its words.
import type { Comment, Decision, HistoryEntry } from '../../lib/api.gen';
import type { SlotRef } from '../../lib/corrections';

const corrected = ['withdrawn', 'restored', 'moved', 'reopened', 'newest_again'] as const;
type Corrected = (typeof corrected)[number];

export interface Moment {
  key: string;
  at_ms: number;
  kind: 'comment' | 'decision' | 'received' | 'developed' | 'replaced' | 'other' | Corrected;
  name: string | null; // null: the system itself
  decision: Decision | null;
  text: string;
  attempt: number | null;
  seq: number | null;
  moved: { from: SlotRef; to: SlotRef } | null;
}

// Names of what a history knows by id only.
export interface Names {
  sections: ReadonlyMap<string, string>;
  checkpoints: ReadonlyMap<string, string>;
}

export interface SlotName {
  section: string;
  checkpoint: string;
  n: number;
}

// Null when a name is not known: it is another slot, then.
export function slotNameOf(slot: SlotRef, { sections, checkpoints }: Names): SlotName | null {
  const section = sections.get(slot.section_id);
  const checkpoint = checkpoints.get(slot.checkpoint_id);
  return section && checkpoint ? { section, checkpoint, n: slot.index } : null;
}

const kSameMoment_ms = 2000;
const decisions: Decision[] = ['approved', 'retake', 'nonconforming'];

type Body = Record<string, unknown>;

// The event is called after the decision (photo.retake), or carries it.
const decisionOf = (kind: string, body: Body) =>
  decisions.find((each) => each === body['decision'] || kind === `photo.${each}`) ?? null;

function fromComment(comment: Comment): Moment {
  const { id, at_ms, author_name, text, decision } = comment;
  const kind = decision ? 'decision' : 'comment';
  const common = { key: id, at_ms, name: author_name, decision, text };
  return { ...common, kind, attempt: null, seq: null, moved: null };
}

const isSlot = (value: unknown): value is SlotRef =>
  typeof value === 'object' && value !== null && 'checkpoint_id' in value;

const movedOf = ({ from, to }: Body) => (isSlot(from) && isSlot(to) ? { from, to } : null);

function fromEntry(entry: HistoryEntry, i: number): Moment {
  const { at_ms, actor_name, seq } = entry;
  const body = (entry.body ?? {}) as Body;
  const decision = decisionOf(entry.kind, body);
  const attempt = typeof body['attempt'] === 'number' ? body['attempt'] : null;
  const text = typeof body['comment'] === 'string' ? body['comment'] : '';
  const key = `h${seq ?? i}`;
  const moved = movedOf(body);
  const base = { key, at_ms, name: actor_name, decision, text, attempt, seq, moved };
  if (decision) return { ...base, kind: 'decision' };
  if (entry.kind.endsWith('received')) return { ...base, kind: 'received' };
  if (entry.kind.endsWith('developed')) return { ...base, kind: 'developed' };
  if (entry.kind.endsWith('replaced')) return { ...base, kind: 'replaced' };
  const correction = corrected.find((each) => entry.kind === `photo.${each}`);
  if (correction) return { ...base, kind: correction };
  return { ...base, kind: 'other', text: text || plainWords(entry.kind) };
}

// "photo.position_moved" as "Position moved": readable until this version knows the kind.
function plainWords(kind: string): string {
  const words = kind.slice(kind.indexOf('.') + 1).replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isToldBy = (moment: Moment, others: Moment[]) =>
  others.some(
    (other) =>
      other.kind === moment.kind &&
      other.decision === moment.decision &&
      Math.abs(other.at_ms - moment.at_ms) < kSameMoment_ms,
  );

// What was said when a photo was reopened stands in its thread too.
const isSaidBy = (comment: Moment, moments: Moment[]) =>
  moments.some(
    (other) =>
      other.kind === 'reopened' &&
      other.text === comment.text &&
      Math.abs(other.at_ms - comment.at_ms) < kSameMoment_ms,
  );

export function timelineOf(history: HistoryEntry[], comments: Comment[]): Moment[] {
  const all = history.map(fromEntry);
  const said = comments
    .map(fromComment)
    .filter((moment) => moment.kind !== 'comment' || !isSaidBy(moment, all));
  const happened = history
    .filter((entry) => !entry.kind.startsWith('comment') && !entry.kind.endsWith('commented'))
    .map(fromEntry)
    .filter((moment) => moment.kind !== 'decision' || !isToldBy(moment, said));
  return [...said, ...happened].sort((a, b) => b.at_ms - a.at_ms);
}
