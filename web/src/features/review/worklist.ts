// The photos of one round of review, in the order they are looked at. Nothing here moves unless
// the reviewer moves it: what he decided stays where it was, what is new waits to be let in.
import type { Decision, OutcomeProblem, PhotoRow } from '../../lib/api.gen';

export interface Entry {
  row: PhotoRow;
  mine: Decision | null; // decided here, shown at once
  sending: boolean;
  problem: OutcomeProblem | null; // why the decision did not stand
}

export interface Worklist {
  entries: Entry[];
  at: number; // index of the photo that is looked at
  next: string | null; // cursor of the page that is not loaded yet
  fresh: PhotoRow[]; // newer than the round, not let in yet
  since_ms: number | null; // photos received later than this are fresh
}

export interface Result {
  photo_id: string;
  ok: boolean;
  problem: OutcomeProblem | null;
}

export type Act =
  | { type: 'page'; rows: PhotoRow[]; next: string | null }
  | { type: 'go'; to: number }
  | { type: 'go_id'; id: string }
  | { type: 'decide'; ids: string[]; decision: Decision }
  | { type: 'result'; results: Result[] }
  | { type: 'corrected'; row: PhotoRow }
  | { type: 'drop_problem'; id: string }
  | { type: 'clear_problem'; id: string }
  | { type: 'arrived'; rows: PhotoRow[] }
  | { type: 'let_in'; first: boolean };

export const nothing: Worklist = { entries: [], at: 0, next: null, fresh: [], since_ms: null };

const entryOf = (row: PhotoRow): Entry => ({ row, mine: null, sending: false, problem: null });

export const isOpen = (entry: Entry) =>
  entry.mine === null && entry.problem === null && !entry.row.withdrawn_at_ms;

// The next photo to decide after `from`; else the first open one before it; else the next in line.
export function nextOpen(entries: Entry[], from: number): number {
  const after = entries.findIndex((entry, i) => i > from && isOpen(entry));
  if (after >= 0) return after;
  const before = entries.findIndex(isOpen);
  return before >= 0 ? before : Math.min(from + 1, Math.max(0, entries.length - 1));
}

function unknownOf(list: Worklist, rows: PhotoRow[]): PhotoRow[] {
  const known = new Set(list.entries.map((entry) => entry.row.id));
  return rows.filter((row) => !known.has(row.id));
}

function change(list: Worklist, ids: string[], by: (entry: Entry) => Partial<Entry>): Entry[] {
  const wanted = new Set(ids);
  return list.entries.map((entry) =>
    wanted.has(entry.row.id) ? { ...entry, ...by(entry) } : entry,
  );
}

function decide(list: Worklist, ids: string[], decision: Decision): Worklist {
  const entries = change(list, ids, () => ({ mine: decision, sending: true, problem: null }));
  const current = entries[list.at];
  const leaves = current !== undefined && ids.includes(current.row.id);
  return { ...list, entries, at: leaves ? nextOpen(entries, list.at) : list.at };
}

function settle(list: Worklist, results: Result[]): Worklist {
  const by_id = new Map(results.map((result) => [result.photo_id, result]));
  const entries = change(list, [...by_id.keys()], (entry) => {
    const result = by_id.get(entry.row.id);
    if (result?.ok) return { sending: false };
    return { sending: false, mine: null, problem: result?.problem ?? null };
  });
  return { ...list, entries };
}

// The first look at what came in last only sets the mark; later looks find what is newer.
function arrived(list: Worklist, rows: PhotoRow[]): Worklist {
  const newest = rows.reduce((max, row) => Math.max(max, row.received_at_ms), 0);
  if (list.since_ms === null) return { ...list, since_ms: newest };
  const since_ms = list.since_ms;
  return { ...list, fresh: unknownOf(list, rows).filter((row) => row.received_at_ms > since_ms) };
}

// New photos go to the end of the round, or right after the current one when newest come first.
function letIn(list: Worklist, first: boolean): Worklist {
  const fresh = unknownOf(list, list.fresh).map(entryOf);
  const since_ms = list.fresh.reduce(
    (max, row) => Math.max(max, row.received_at_ms),
    list.since_ms ?? 0,
  );
  const cut = first ? list.at + 1 : list.entries.length;
  const entries = [...list.entries.slice(0, cut), ...fresh, ...list.entries.slice(cut)];
  return { ...list, entries, fresh: [], since_ms };
}

function dropped(list: Worklist, id: string): Worklist {
  const gone = list.entries.findIndex((entry) => entry.row.id === id);
  const entries = list.entries.filter((entry) => entry.row.id !== id);
  const moved = gone >= 0 && gone < list.at ? list.at - 1 : list.at;
  return { ...list, entries, at: Math.max(0, Math.min(entries.length - 1, moved)) };
}

export function reduce(list: Worklist, act: Act): Worklist {
  switch (act.type) {
    case 'page': {
      const added = unknownOf(list, act.rows).map(entryOf);
      return { ...list, entries: [...list.entries, ...added], next: act.next };
    }
    case 'go':
      return { ...list, at: Math.max(0, Math.min(list.entries.length - 1, act.to)) };
    case 'go_id': {
      const at = list.entries.findIndex((entry) => entry.row.id === act.id);
      return at < 0 ? list : { ...list, at };
    }
    case 'decide':
      return decide(list, act.ids, act.decision);
    case 'result':
      return settle(list, act.results);
    case 'corrected': {
      // Reopened, moved, withdrawn or restored: keeps its place, as it is now.
      const as_it_is = { row: act.row, mine: null, sending: false, problem: null };
      return { ...list, entries: change(list, [act.row.id], () => as_it_is) };
    }
    case 'drop_problem':
      // Settled by someone else: out of this round, as if decided.
      return dropped(list, act.id);
    case 'clear_problem':
      // Open again: it comes round once more.
      return { ...list, entries: change(list, [act.id], () => ({ problem: null })) };
    case 'arrived':
      return arrived(list, act.rows);
    case 'let_in':
      return letIn(list, act.first);
  }
}
