-- Fills a migrated database, which no server has open, with an installation that has grown: one text
-- for both engines. :projects projects of :routes routes of :per_route sections each, 50 photos of 51
-- slots in a section, and what stands around them: events, decisions, comments, jobs, sessions. Who has an
-- account already becomes a member of all. One photo in ten waits, one in 25 came back, the last shot of a section is a second
-- attempt.
-- Ids are what they count, so that nothing has to be looked up; hashes are spread over all.

BEGIN;
CREATE TEMP TABLE numbers (n BIGINT PRIMARY KEY);
INSERT INTO numbers
  WITH RECURSIVE up (n) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM up WHERE n + 1 < :sections * 50)
  SELECT n FROM up;
CREATE TEMP TABLE ends (n BIGINT PRIMARY KEY, id CTEXT NOT NULL, spread CTEXT NOT NULL);
INSERT INTO ends
  SELECT n, substr(CAST(1000000000000 + n AS TEXT), 2) AS id,
    substr(CAST(1000000000000 + (n * 982451653) % 999999999989 AS TEXT), 2) AS spread
  FROM numbers;
ANALYZE ends;
CREATE TEMP TABLE team AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM users;

INSERT INTO users (id, email, name, role, created_at_ms, version)
SELECT '10000000-0000-7000-8000-' || id, 'somebody' || id || '@example.org', 'Crew ' || n, 'crew', 1, 1
FROM ends WHERE n < 20 OR n < :sections;
INSERT INTO projects (id, code, name, route_word, section_word, time_zone, keep_originals, created_at_ms, version)
SELECT '20000000-0000-7000-8000-' || id, 'P' || id, 'Project ' || n, 'Route', 'Section', 'Europe/London', 'always', 1, 1
FROM ends WHERE n < :projects;
INSERT INTO routes (id, project_id, code, name, length_m, narrowed, position, version)
SELECT '30000000-0000-7000-8000-' || e.id, '20000000-0000-7000-8000-' || p.id, 'R' || e.id, 'Route ' || e.n, 6000, FALSE, e.n, 1
FROM ends e JOIN ends p ON p.n = e.n / :routes WHERE e.n < :all_routes;
INSERT INTO sections (id, project_id, route_id, code, name, length_m, narrowed, position, version)
SELECT '40000000-0000-7000-8000-' || e.id, '20000000-0000-7000-8000-' || p.id, '30000000-0000-7000-8000-' || r.id,
  'S' || e.id, 'Section ' || e.n, 60, FALSE, e.n, 1
FROM ends e JOIN ends r ON r.n = e.n / :per_route JOIN ends p ON p.n = e.n / :per_route / :routes
WHERE e.n < :sections;
INSERT INTO work_types (id, project_id, code, name, position, version)
SELECT '50000000-0000-7000-8000-' || id, '20000000-0000-7000-8000-' || id, 'W', 'Trench', 1, 1
FROM ends WHERE n < :projects;
INSERT INTO checkpoints (id, project_id, work_type_id, code, version, position)
SELECT '60000000-0000-7000-8000-' || e.id, '20000000-0000-7000-8000-' || p.id, '50000000-0000-7000-8000-' || p.id,
  'C' || (e.n % 3), 1, e.n % 3
FROM ends e JOIN ends p ON p.n = e.n / 3 WHERE e.n < :projects * 3;
INSERT INTO checkpoint_versions (checkpoint_id, version, name, guidance, stage, photos_due, hold_point, created_at_ms)
SELECT '60000000-0000-7000-8000-' || id, 1, 'Checkpoint ' || (n % 3), 'All of it in the picture.',
  CASE n % 3 WHEN 0 THEN 'before' WHEN 1 THEN 'during' ELSE 'after' END, 17, FALSE, 1
FROM ends WHERE n < :projects * 3;

-- Twenty of the crew and who was there before see everything of their projects.
INSERT INTO team SELECT 1000000 + n, '10000000-0000-7000-8000-' || id FROM ends WHERE n < 5;
INSERT INTO members (id, user_id, project_id, place_id, created_at_ms)
SELECT substr(p.id, 1, 24) || substr(CAST(2000000000000 + t.n * 10000 + p.number AS TEXT), 2), t.id, p.id, p.id, 1
FROM (SELECT id, CAST(substr(code, 2) AS BIGINT) AS number FROM projects WHERE code >= 'P0' AND code < 'P1') p CROSS JOIN team t;
INSERT INTO section_access (user_id, section_id, project_id)
SELECT t.id, s.id, s.project_id FROM sections s CROSS JOIN team t;

CREATE TEMP TABLE shots AS
  SELECT e.n AS n, e.id AS id, e.spread AS spread, e.n % :sections AS place,
    e.n / :sections - e.n / :sections / 49 AS slot, e.n / :sections / 49 AS attempts_before,
    '0' || substr(e.id, 2, 7) || '-' || substr(e.id, 9, 4) || '-7000-8000-' || e.id AS photo_id,
    '10000000-0000-7000-8000-' || crew.id AS owner_id,
    1700000000000 + e.n * 60000 AS at_ms,
    CASE WHEN e.n / :sections = 48 THEN 'retake'
         WHEN (e.n / :sections + e.n) % 10 = 0 THEN 'pending'
         WHEN (e.n / :sections + e.n) % 25 = 1 THEN 'retake' ELSE 'approved' END AS status
  FROM ends e JOIN ends crew ON crew.n = e.n % :sections % 20;
CREATE INDEX shots_n ON shots (n);
ANALYZE shots;

INSERT INTO photos (id, owner_id, project_id, section_id, checkpoint_id, checkpoint_version, stage,
  slot_index, status, attempt, replaces, newest, extra, received, sha256, size_bytes, media_type,
  original_key, source, received_at_ms, taken_at_ms, taken_offset_min, lat, lon, accuracy_m, flags,
  develop, display_key, thumb_key, width, height, decided_at_ms, decided_by, decision_comment, version)
SELECT s.photo_id, s.owner_id, '20000000-0000-7000-8000-' || p.id, '40000000-0000-7000-8000-' || q.id,
  '60000000-0000-7000-8000-' || c.id, 1, CASE s.slot % 3 WHEN 0 THEN 'before' WHEN 1 THEN 'during' ELSE 'after' END,
  1 + s.slot / 3, s.status, 1 + s.attempts_before, b.photo_id,
  s.n / :sections <> 48, FALSE, 'original', s.spread || '0123456789abcdef0123456789abcdef0123456789abcdef0123',
  4200000, 'image/jpeg', 'grown/' || s.n || '/original', 'camera', s.at_ms, s.at_ms - 5000, 60,
  51.5 + s.n % 1000 / 10000.0, -0.12, 4.5, '', 'done', 'grown/' || s.n || '/display', 'grown/' || s.n || '/thumb',
  4000, 3000, CASE WHEN s.status = 'pending' THEN NULL ELSE s.at_ms + 30000 END,
  CASE WHEN s.status = 'pending' THEN NULL ELSE '10000000-0000-7000-8000-000000000000' END,
  CASE WHEN s.status = 'retake' THEN 'blurred' END, 2
FROM shots s JOIN ends q ON q.n = s.place JOIN ends p ON p.n = s.place / :per_route / :routes
JOIN ends c ON c.n = s.place / :per_route / :routes * 3 + s.slot % 3
LEFT JOIN shots b ON b.n = s.n - :sections * s.attempts_before AND s.attempts_before > 0
ORDER BY s.n;

INSERT INTO decisions (id, photo_id, reviewer_id, decision, comment, decided_at_ms)
SELECT 'd' || substr(photo_id, 2), photo_id, '10000000-0000-7000-8000-' || substr(CAST(1000000000000 + n % 20 AS TEXT), 2),
  status, CASE WHEN status = 'retake' THEN 'blurred' END, at_ms + 30000
FROM shots WHERE status <> 'pending' ORDER BY n;
INSERT INTO comments (id, photo_id, author_id, text, decision_id, created_at_ms)
SELECT 'c' || substr(photo_id, 2), photo_id, owner_id, 'Seen.', CASE WHEN status = 'retake' THEN 'd' || substr(photo_id, 2) END, at_ms + 30000
FROM shots WHERE n % 10 = 3 OR status = 'retake' ORDER BY n;
INSERT INTO events (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain)
SELECT photo_id, (SELECT seq FROM event_chain) + n + 1, at_ms, owner_id, 'photo.received', photo_id,
  '20000000-0000-7000-8000-' || substr(CAST(1000000000000 + place / :per_route / :routes AS TEXT), 2), '{}', spread, spread
FROM shots ORDER BY n;
UPDATE event_chain SET seq = (SELECT MAX(seq) FROM events);
INSERT INTO jobs (id, kind, subject_id, state, attempts, run_at_ms, created_at_ms, finished_at_ms)
SELECT photo_id, 'develop', photo_id, CASE WHEN n % 500 = 0 THEN 'failed' ELSE 'done' END, 1, at_ms, at_ms, at_ms
FROM shots ORDER BY n;

INSERT INTO section_counters (section_id, stage, pending, approved, retake, nonconforming, extras)
SELECT section_id, stage, SUM(CASE WHEN status = 'pending' THEN 1 ELSE 0 END),
  SUM(CASE WHEN status = 'approved' THEN 1 ELSE 0 END), SUM(CASE WHEN status = 'retake' THEN 1 ELSE 0 END), 0, 0
FROM photos WHERE newest GROUP BY section_id, stage;
INSERT INTO route_counters (route_id, checkpoint_id, pending, approved, retake, nonconforming, extras, not_applicable)
SELECT s.route_id, p.checkpoint_id, SUM(CASE WHEN status = 'pending' THEN 1 ELSE 0 END),
  SUM(CASE WHEN status = 'approved' THEN 1 ELSE 0 END), SUM(CASE WHEN status = 'retake' THEN 1 ELSE 0 END), 0, 0, 0
FROM photos p JOIN sections s ON s.id = p.section_id WHERE p.newest GROUP BY s.route_id, p.checkpoint_id;
INSERT INTO person_counters (project_id, user_id, taken, approved, retake, nonconforming)
SELECT project_id, owner_id, COUNT(*), 0, 0, 0 FROM photos GROUP BY project_id, owner_id;

INSERT INTO sessions (id, user_id, device, created_at_ms, last_seen_at_ms, idle_expires_at_ms, expires_at_ms)
SELECT spread, '10000000-0000-7000-8000-' || substr(CAST(1000000000000 + n / 10 % :sections AS TEXT), 2), 'phone', 1, 1, 4000000000000 + n, 4000000000000 + n
FROM ends WHERE n % 10 = 0;
INSERT INTO links (id, purpose, user_id, created_at_ms, expires_at_ms)
SELECT spread, 'sign_in', '10000000-0000-7000-8000-' || substr(CAST(1000000000000 + n / 50 % :sections AS TEXT), 2), 1, 4000000000000 + n
FROM ends WHERE n % 50 = 0;
INSERT INTO deleted_photos (id, deleted_at_ms, blob_keys)
SELECT 'e' || substr(photo_id, 2), at_ms, 'grown/' || n || '/gone' FROM shots WHERE n % 50 = 0;
INSERT INTO orphans (key, size_bytes, seen_at_ms, look_at_ms, removing)
SELECT 'grown/' || n || '/lost', 1, at_ms, at_ms, FALSE FROM shots WHERE n % 50 = 0;
INSERT INTO waivers (id, project_id, section_id, checkpoint_id, stage, slot_index, reason, status, owner_id, created_at_ms, version)
SELECT 'f' || substr(photo_id, 2), '20000000-0000-7000-8000-' || substr(CAST(1000000000000 + place / :per_route / :routes AS TEXT), 2),
  '40000000-0000-7000-8000-' || substr(CAST(1000000000000 + place AS TEXT), 2),
  '60000000-0000-7000-8000-' || substr(CAST(1000000000000 + place / :per_route / :routes * 3 + slot % 3 AS TEXT), 2),
  'before', 1 + slot / 3, 'rock', 'withdrawn', owner_id, at_ms, 1
FROM shots WHERE n % 50 = 0;
INSERT INTO acceptances (section_id, project_id, route_id, accepted_by, accepted_at_ms)
SELECT id, project_id, route_id, '10000000-0000-7000-8000-000000000000', 1 FROM sections WHERE position % 5 = 0;
INSERT INTO outboxes (owner_id, device, waiting, failed, told_at_ms)
SELECT id, 'phone', 1, 0, 1 FROM users;
INSERT INTO auth_changes (seq, user_id, at_ms)
SELECT (SELECT seq FROM auth_head) + 1 + n / 50, NULL, 4000000000000 + n FROM numbers WHERE n % 50 = 0;
UPDATE auth_head SET seq = (SELECT MAX(seq) FROM auth_changes);
INSERT INTO limit_counts (key, whole_at_us) SELECT spread || spread, 4000000000000000 + n FROM ends WHERE n % 50 = 0;
INSERT INTO limit_tries (key, state, ends_at_ms) SELECT spread || spread, '', 4000000000000 + n FROM ends WHERE n % 50 = 0;
INSERT INTO disk_samples (place, at_ms, used_bytes) SELECT 'photos', n, n FROM numbers WHERE n < 9000;
DROP TABLE team;
DROP TABLE shots;
DROP TABLE ends;
DROP TABLE numbers;
COMMIT;
ANALYZE;
