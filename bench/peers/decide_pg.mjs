// A decision with its event and counters as one statement: one round trip, one commit.
import { newId } from './ids.mjs';
import { Problem, changed, notFound } from './people.mjs';

const text = (to) => `WITH moved AS (
    UPDATE photos p SET status = '${to}', decided_at_ms = $1, decided_by = $2::uuid,
      decision_comment = $3, version = version + 1
    WHERE p.id = $4 AND p.status = 'pending' AND p.newest AND p.withdrawn_at_ms IS NULL
      AND p.received = 'original' AND p.owner_id <> $2::uuid
      AND ($5 = 'admin' OR EXISTS (SELECT 1 FROM section_access a
        WHERE a.user_id = $2::uuid AND a.section_id = p.section_id))
    RETURNING id, project_id, section_id, checkpoint_id, stage, extra, version
  ), kept AS (
    INSERT INTO decisions (id, photo_id, reviewer_id, decision, comment, decided_at_ms)
    SELECT $6, id, $2::uuid, '${to}', NULLIF($3, ''), $1 FROM moved
  ), logged AS (
    INSERT INTO events (id, at_ms, actor_id, kind, subject_id, body)
    SELECT $7, $1, $2::uuid, 'photo.${to}', id,
      json_build_object('from', 'pending', 'to', '${to}', 'comment', $3::text, 'version', version)::text
    FROM moved
  ), section AS (
    UPDATE section_counters c SET pending = pending - 1, ${to} = ${to} + 1
    FROM moved m WHERE NOT m.extra AND c.section_id = m.section_id AND c.stage = m.stage
  ), route AS (
    UPDATE route_counters c SET pending = pending - 1, ${to} = ${to} + 1
    FROM moved m JOIN sections s ON s.id = m.section_id
    WHERE NOT m.extra AND c.route_id = s.route_id AND c.checkpoint_id = m.checkpoint_id
  ), person AS (
    INSERT INTO person_counters (project_id, user_id, approved, retake, nonconforming)
    SELECT project_id, $2::uuid, ${['approved', 'retake', 'nonconforming'].map((name) => Number(name === to))}
    FROM moved
    ON CONFLICT (project_id, user_id) DO UPDATE SET ${to} = person_counters.${to} + 1
  )
  SELECT version FROM moved`;

const texts = Object.fromEntries(['approved', 'retake', 'nonconforming'].map((to) => [to, text(to)]));

export async function decideAtOnce(pool, user, photoId, decision, comment) {
  const nowMs = Date.now();
  const { rows } = await pool.query({
    name: `decide ${decision}`,
    text: texts[decision],
    values: [nowMs, user.id, comment, photoId, user.role, newId(nowMs), newId(nowMs)],
  });
  if (rows.length === 1)
    return { photo_id: photoId, ok: true, status: decision, version: rows[0].version, problem: null };
  const known = await pool.query('SELECT 1 FROM photos WHERE id = $1', [photoId]);
  throw new Problem(known.rowCount ? changed : notFound);
}
