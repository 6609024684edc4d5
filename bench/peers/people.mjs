// Who may do what, and what an answer looks like: the same on both databases.
export const unauthorized = { status: 401, title: 'Sign in first' };
export const denied = { status: 403, title: 'You may not do this' };
export const notFound = { status: 404, title: 'No such photo' };
export const changed = { status: 409, title: 'The photo changed meanwhile' };

export class Problem extends Error {
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

// A photo's row as lists show it. Mends the row in place: one object less for each.
export function shown(row) {
  row.thumb_url = row.thumb_key ? `/api/photos/${row.id}/image?size=thumb&v=${row.version}` : null;
  row.flags = row.flags === '' ? [] : row.flags.split(' ');
  delete row.thumb_key;
  return row;
}

export const rowColumns = `p.id, p.project_id, p.section_id, s.code AS section_code,
  s.name AS section_name, r.name AS route_name, p.checkpoint_id, k.code AS checkpoint_code,
  k.name AS checkpoint_name, p.stage, p.slot_index AS "index", p.status, p.attempt, p.newest,
  p.extra, p.received, p.develop, p.owner_id, u.name AS owner_name, p.taken_at_ms,
  p.received_at_ms, p.decided_at_ms, p.withdrawn_at_ms, p.thumb_key, p.flags, p.version`;
export const rowTables = `photos p JOIN sections s ON s.id = p.section_id
  JOIN routes r ON r.id = s.route_id JOIN checkpoints k ON k.id = p.checkpoint_id
  JOIN users u ON u.id = p.owner_id`;

// Pages go on after a place, never by offset.
export const cursorOf = (row) => Buffer.from(`${row.received_at_ms} ${row.id}`).toString('base64url');
export function placeOf(cursor) {
  if (!cursor) return { at: Number.MAX_SAFE_INTEGER, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!Number.isSafeInteger(Number(at)) || !id) throw new Problem({ status: 400, title: 'Bad cursor' });
  return { at: Number(at), id };
}

// Product rule 4: what may be decided.
export function checkDecision(photo, reviewer) {
  if (!photo) throw new Problem(notFound);
  if (photo.owner_id === reviewer.id) throw new Problem(denied);
  const open = photo.status === 'pending' && photo.newest && photo.withdrawn_at_ms === null;
  if (!open || photo.received !== 'original') throw new Problem(changed);
}
