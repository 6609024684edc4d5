// better-sqlite3 as its makers advise: one connection, WAL, prepared statements, transactions that
// begin by writing. The pragmas are those of the first mission text.
import Database from 'better-sqlite3';
import { newId } from './ids.mjs';
import { Problem, changed, checkDecision, notFound, rowColumns, rowTables, shown } from './people.mjs';

export function openSqlite(file, synchronous) {
  const db = new Database(file);
  for (const pragma of ['journal_mode = WAL', `synchronous = ${synchronous}`, 'busy_timeout = 15000',
    'cache_size = -64000', 'foreign_keys = ON', 'temp_store = MEMORY'])
    db.pragma(pragma);
  return db;
}

const flags = ['newest', 'extra'];
function bools(row) {
  for (const flag of flags) row[flag] = row[flag] === 1;
  return row;
}

export class SqliteStore {
  constructor(db) {
    const sql = (text) => db.prepare(text);
    this.db = db;
    this.byEmail = sql('SELECT id, email, name, role, password_hash FROM users WHERE email = ?');
    const page = (access) => sql(`SELECT ${rowColumns} FROM ${rowTables}
      WHERE p.project_id = ? AND (p.received_at_ms, p.id) < (?, ?) ${access}
      ORDER BY p.received_at_ms DESC, p.id DESC LIMIT ?`);
    this.page = page('');
    this.pageOfMember = page(`AND EXISTS (SELECT 1 FROM section_access a
      WHERE a.user_id = ? AND a.section_id = p.section_id)`);
    this.standing = sql(`SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.stage, p.owner_id,
      p.status, p.newest, p.extra, p.received, p.withdrawn_at_ms, p.version, s.route_id
      FROM photos p JOIN sections s ON s.id = p.section_id WHERE p.id = ?`);
    this.sees = sql('SELECT 1 FROM section_access WHERE user_id = ? AND section_id = ?').pluck();
    this.insertComment = sql('INSERT INTO comments VALUES (?, ?, ?, ?, ?)');
    this.insertEvent = sql('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)');
    this.advance = sql(`UPDATE photos SET status = ?, decided_at_ms = ?, decided_by = ?,
      decision_comment = ?, version = version + 1 WHERE id = ? AND version = ? AND status = 'pending'`);
    this.insertDecision = sql('INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)');
    // One prepared text for each outcome: the column that grows is named in it.
    this.count = Object.fromEntries(['approved', 'retake', 'nonconforming'].map((to) => [to, {
      section: sql(`UPDATE section_counters SET pending = pending - 1, ${to} = ${to} + 1
        WHERE section_id = ? AND stage = ?`),
      route: sql(`UPDATE route_counters SET pending = pending - 1, ${to} = ${to} + 1
        WHERE route_id = ? AND checkpoint_id = ?`),
      person: sql(`INSERT INTO person_counters (project_id, user_id, approved, retake, nonconforming)
        VALUES (?, ?, ${['approved', 'retake', 'nonconforming'].map((name) => Number(name === to))})
        ON CONFLICT (project_id, user_id) DO UPDATE SET ${to} = ${to} + 1`),
    }]));
    this.insertPhoto = sql(`INSERT INTO photos (id, project_id, section_id, checkpoint_id, stage,
      slot_index, status, attempt, newest, extra, received, develop, owner_id, sha256, size_bytes,
      taken_at_ms, received_at_ms, thumb_key, flags, version)
      SELECT @id, @project_id, id, @checkpoint_id, @stage, @index, 'pending', 1, 1, 1, 'original',
        'done', @owner_id, @sha256, @size_bytes, @taken_at_ms, @received_at_ms, @thumb_key, '', 1
      FROM sections WHERE id = @section_id`);
    this.decideIn = db.transaction((...args) => this.decideNow(...args)).immediate;
    this.commentIn = db.transaction((...args) => this.commentNow(...args)).immediate;
    this.addPhotoIn = db.transaction((...args) => this.addPhotoNow(...args)).immediate;
    this.one = sql('SELECT 1').pluck();
  }

  ping() {
    this.one.get();
  }

  findUser(email) {
    return this.byEmail.get(email);
  }

  listPhotos(user, project, place, limit) {
    const rows = user.role === 'admin'
      ? this.page.all(project, place.at, place.id, limit)
      : this.pageOfMember.all(project, place.at, place.id, user.id, limit);
    for (const row of rows) shown(bools(row));
    return rows;
  }

  visible(user, id) {
    const photo = this.standing.get(id);
    if (!photo) throw new Problem(notFound);
    if (user.role !== 'admin' && !this.sees.get(user.id, photo.section_id)) throw new Problem(notFound);
    return photo;
  }

  log(user, kind, subject, body, nowMs) {
    this.insertEvent.run(newId(nowMs), nowMs, user.id, kind, subject, JSON.stringify(body));
  }

  commentNow(user, photoId, text, logged) {
    const nowMs = Date.now();
    this.visible(user, photoId);
    const id = newId(nowMs);
    this.insertComment.run(id, photoId, user.id, text, nowMs);
    if (logged) this.log(user, 'photo.commented', photoId, { comment_id: id, text }, nowMs);
    return { id, author_id: user.id, author_name: user.name, text, at_ms: nowMs, decision: null };
  }

  decideNow(user, photoId, decision, comment) {
    const nowMs = Date.now();
    const photo = this.visible(user, photoId);
    checkDecision(photo, user);
    if (this.advance.run(decision, nowMs, user.id, comment, photoId, photo.version).changes === 0)
      throw new Problem(changed);
    this.insertDecision.run(newId(nowMs), photoId, user.id, decision, comment || null, nowMs);
    const version = photo.version + 1;
    const body = { from: 'pending', to: decision, comment, version };
    this.log(user, `photo.${decision}`, photoId, body, nowMs);
    const count = this.count[decision];
    if (!photo.extra) {
      count.section.run(photo.section_id, photo.stage);
      count.route.run(photo.route_id, photo.checkpoint_id);
    }
    count.person.run(photo.project_id, user.id);
    return { photo_id: photoId, ok: true, status: decision, version, problem: null };
  }

  addPhotoNow(user, photo) {
    this.insertPhoto.run(photo);
    this.log(user, 'photo.received', photo.id, { sha256: photo.sha256 }, photo.received_at_ms);
  }

  // What stands around these is the same as around PostgreSQL's: they answer later.
  async addComment(...args) {
    return this.commentIn(...args);
  }

  async decide(...args) {
    return this.decideIn(...args);
  }

  async addPhoto(...args) {
    return this.addPhotoIn(...args);
  }
}
