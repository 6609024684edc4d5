// History and comments of a photo as one story, newest first. A decision stands in both; it is
// told once, with its words.
import type { Comment, Decision, HistoryEntry } from '../../lib/api.gen';

export interface Moment {
  key: string;
  at_ms: number;
  kind: 'comment' | 'decision' | 'received' | 'developed' | 'replaced' | 'other';
  name: string | null; // null: the system itself
  decision: Decision | null;
  text: string;
  attempt: number | null;
  seq: number | null;
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
  return { key: id, at_ms, kind, name: author_name, decision, text, attempt: null, seq: null };
}

function fromEntry(entry: HistoryEntry, i: number): Moment {
  const { at_ms, actor_name, seq } = entry;
  const body = (entry.body ?? {}) as Body;
  const decision = decisionOf(entry.kind, body);
  const attempt = typeof body['attempt'] === 'number' ? body['attempt'] : null;
  const text = typeof body['comment'] === 'string' ? body['comment'] : '';
  const key = `h${seq ?? i}`;
  const base = { key, at_ms, name: actor_name, decision, text, attempt, seq };
  if (decision) return { ...base, kind: 'decision' };
  if (entry.kind.endsWith('received')) return { ...base, kind: 'received' };
  if (entry.kind.endsWith('developed')) return { ...base, kind: 'developed' };
  if (entry.kind.endsWith('replaced')) return { ...base, kind: 'replaced' };
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

export function timelineOf(history: HistoryEntry[], comments: Comment[]): Moment[] {
  const said = comments.map(fromComment);
  const happened = history
    .filter((entry) => !entry.kind.startsWith('comment') && !entry.kind.endsWith('commented'))
    .map(fromEntry)
    .filter((moment) => moment.kind !== 'decision' || !isToldBy(moment, said));
  return [...said, ...happened].sort((a, b) => b.at_ms - a.at_ms);
}
