// node-postgres with a pool of 20. Tuned: named statements, whose plans PostgreSQL keeps, and a
// decision as one statement instead of a conversation.
import pg from 'pg';
import { newId } from './ids.mjs';
import { Problem, changed, checkDecision, notFound, rowColumns, rowTables, shown } from './people.mjs';
import { decideAtOnce } from './decide_pg.mjs';

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // no time or count of ours is beyond 2^53

export function openPool(connectionString, tuned) {
  const options = tuned ? '-c plan_cache_mode=force_generic_plan' : undefined;
  const pool = new pg.Pool({
    connectionString, max: 20, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 2_000, options,
  });
  pool.on('error', (error) => console.error(error.message));
  return pool;
}

const page = (access) => `SELECT ${rowColumns} FROM ${rowTables}
  WHERE p.project_id = $1 AND (p.received_at_ms, p.id) < ($2, $3) ${access}
  ORDER BY p.received_at_ms DESC, p.id DESC LIMIT $4`;

const texts = {
  user: 'SELECT id, email, name, role, password_hash FROM users WHERE email = $1',
  page: page(''),
  pageOfMember: page(`AND EXISTS (SELECT 1 FROM section_access a
    WHERE a.user_id = $5 AND a.section_id = p.section_id)`),
  standing: `SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.stage, p.owner_id, p.status,
      p.newest, p.extra, p.received, p.withdrawn_at_ms, p.version, s.route_id
    FROM photos p JOIN sections s ON s.id = p.section_id
    WHERE p.id = $1 AND ($2 = 'admin' OR EXISTS (SELECT 1 FROM section_access a
      WHERE a.user_id = $3 AND a.section_id = p.section_id))`,
  // Visible or not there: one statement on both counts.
  comment: `INSERT INTO comments (id, photo_id, author_id, text, created_at_ms)
    SELECT $1, p.id, $2::uuid, $3, $4 FROM photos p
    WHERE p.id = $5 AND ($6 = 'admin' OR EXISTS (SELECT 1 FROM section_access a
      WHERE a.user_id = $2::uuid AND a.section_id = p.section_id))`,
  event: `INSERT INTO events (id, at_ms, actor_id, kind, subject_id, body)
    VALUES ($1, $2, $3, $4, $5, $6)`,
  advance: `UPDATE photos SET status = $1, decided_at_ms = $2, decided_by = $3, decision_comment = $4,
    version = version + 1 WHERE id = $5 AND version = $6 AND status = 'pending'`,
  decision: `INSERT INTO decisions (id, photo_id, reviewer_id, decision, comment, decided_at_ms)
    VALUES ($1, $2, $3, $4, $5, $6)`,
  photo: `INSERT INTO photos (id, project_id, section_id, checkpoint_id, stage, slot_index, status,
      attempt, newest, extra, received, develop, owner_id, sha256, size_bytes, taken_at_ms,
      received_at_ms, thumb_key, flags, version)
    VALUES ($1, $2, $3, $4, $5, $6, 'pending', 1, true, true, 'original', 'done', $7, $8, $9, $10,
      $11, $12, '', 1)`,
};

const outcomes = ['approved', 'retake', 'nonconforming'];
for (const to of outcomes) {
  texts[`section ${to}`] = `UPDATE section_counters SET pending = pending - 1, ${to} = ${to} + 1
    WHERE section_id = $1 AND stage = $2`;
  texts[`route ${to}`] = `UPDATE route_counters SET pending = pending - 1, ${to} = ${to} + 1
    WHERE route_id = $1 AND checkpoint_id = $2`;
  texts[`person ${to}`] = `INSERT INTO person_counters (project_id, user_id, approved, retake, nonconforming)
    VALUES ($1, $2, ${outcomes.map((name) => Number(name === to))})
    ON CONFLICT (project_id, user_id) DO UPDATE SET ${to} = person_counters.${to} + 1`;
}

export class PgStore {
  constructor(pool, tuned) {
    this.pool = pool;
    this.tuned = tuned;
  }

  ask(name, values, on = this.pool) {
    return on.query(this.tuned ? { name, text: texts[name], values } : { text: texts[name], values });
  }

  async inTransaction(work) {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const done = await work(client);
      await client.query('COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  ping() {
    return this.pool.query('SELECT 1');
  }

  async findUser(email) {
    return (await this.ask('user', [email])).rows[0];
  }

  async listPhotos(user, project, place, limit) {
    const values = [project, place.at, place.id, limit];
    const asked = user.role === 'admin' ? this.ask('page', values) : this.ask('pageOfMember', [...values, user.id]);
    const { rows } = await asked;
    for (const row of rows) shown(row);
    return rows;
  }

  log(on, user, kind, subject, body, nowMs) {
    return this.ask('event', [newId(nowMs), nowMs, user.id, kind, subject, JSON.stringify(body)], on);
  }

  async insertComment(on, user, photoId, text, id, nowMs) {
    const { rowCount } = await this.ask('comment', [id, user.id, text, nowMs, photoId, user.role], on);
    if (rowCount === 0) throw new Problem(notFound);
  }

  async addComment(user, photoId, text, logged) {
    const nowMs = Date.now();
    const id = newId(nowMs);
    if (!logged) await this.insertComment(this.pool, user, photoId, text, id, nowMs);
    else
      await this.inTransaction(async (client) => {
        await this.insertComment(client, user, photoId, text, id, nowMs);
        await this.log(client, user, 'photo.commented', photoId, { comment_id: id, text }, nowMs);
      });
    return { id, author_id: user.id, author_name: user.name, text, at_ms: nowMs, decision: null };
  }

  decide(user, photoId, decision, comment) {
    if (this.tuned) return decideAtOnce(this.pool, user, photoId, decision, comment);
    return this.inTransaction((client) => this.decideIn(client, user, photoId, decision, comment));
  }

  async decideIn(client, user, photoId, decision, comment) {
    const nowMs = Date.now();
    const photo = (await this.ask('standing', [photoId, user.role, user.id], client)).rows[0];
    checkDecision(photo, user);
    const moved = await this.ask('advance', [decision, nowMs, user.id, comment, photoId, photo.version], client);
    if (moved.rowCount === 0) throw new Problem(changed);
    await this.ask('decision', [newId(nowMs), photoId, user.id, decision, comment || null, nowMs], client);
    const version = photo.version + 1;
    const body = { from: 'pending', to: decision, comment, version };
    await this.log(client, user, `photo.${decision}`, photoId, body, nowMs);
    if (!photo.extra) {
      await this.ask(`section ${decision}`, [photo.section_id, photo.stage], client);
      await this.ask(`route ${decision}`, [photo.route_id, photo.checkpoint_id], client);
    }
    await this.ask(`person ${decision}`, [photo.project_id, user.id], client);
    return { photo_id: photoId, ok: true, status: decision, version, problem: null };
  }

  async addPhoto(user, p) {
    await this.inTransaction(async (client) => {
      await this.ask('photo', [p.id, p.project_id, p.section_id, p.checkpoint_id, p.stage, p.index,
        user.id, p.sha256, p.size_bytes, p.taken_at_ms, p.received_at_ms, p.thumb_key], client);
      await this.log(client, user, 'photo.received', p.id, { sha256: p.sha256 }, p.received_at_ms);
    });
  }
}
