-- Fills a migrated SQLite database, which no server has open, with :count developed photos, their
-- events and counters. People, sections and checkpoints must be there; rows are spread over them.
-- The first photos of a place take its slots, those beyond are extras; one in :pending_every waits
-- for its decision.

CREATE TEMP TABLE crew AS
  SELECT row_number() OVER (ORDER BY id) - 1 AS n, id FROM users WHERE role = 'crew';
CREATE TEMP TABLE place AS
  SELECT row_number() OVER (ORDER BY s.id, c.id) - 1 AS n, s.id AS section_id, s.project_id,
    c.id AS checkpoint_id, c.version, v.stage, v.photos_due AS due
  FROM sections s JOIN checkpoints c ON c.project_id = s.project_id
  JOIN checkpoint_versions v ON v.checkpoint_id = c.id AND v.version = c.version;
CREATE TEMP TABLE size AS
  SELECT (SELECT COUNT(*) FROM crew) AS crews, (SELECT COUNT(*) FROM place) AS places,
    CAST(strftime('%s', 'now') AS INTEGER) * 1000 - :count * 60000 AS began_ms;
CREATE UNIQUE INDEX temp.crew_n ON crew (n);
CREATE UNIQUE INDEX temp.place_n ON place (n);

BEGIN;
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count)
INSERT INTO photos (id, owner_id, project_id, section_id, checkpoint_id, checkpoint_version, stage,
  slot_index, status, attempt, newest, extra, received, sha256, size_bytes, media_type,
  original_key, source, received_at_ms, taken_at_ms, taken_offset_min, lat, lon, accuracy_m, flags,
  develop, display_key, thumb_key, width, height, decided_at_ms, version)
SELECT printf('%s-%s-7%03x-8%03x-%012x', substr(printf('%012x', at_ms), 1, 8),
    substr(printf('%012x', at_ms), 9), numbers.n % 4096, numbers.n % 4096, numbers.n),
  crew.id, place.project_id, place.section_id, place.checkpoint_id, place.version, place.stage,
  1 + numbers.n / places, CASE WHEN numbers.n % :pending_every = 0 THEN 'pending' ELSE 'approved' END, 1, 1,
  1 + numbers.n / places > due, 'original', lower(hex(randomblob(32))), 4200000, 'image/jpeg',
  printf('bench/%d/original', numbers.n), 'camera', at_ms, at_ms - 5000, 60,
  51.5 + numbers.n % 1000 / 10000.0, -0.12, 4.5, '', 'done', printf('bench/%d/display', numbers.n),
  printf('bench/%d/thumb', numbers.n), 4000, 3000,
  CASE WHEN numbers.n % :pending_every = 0 THEN NULL ELSE at_ms + 60000 END, 2
FROM (SELECT n, began_ms + n * 60000 AS at_ms, crews, places FROM numbers, size) AS numbers
JOIN crew ON crew.n = numbers.n % crews JOIN place ON place.n = numbers.n % places;

INSERT INTO events (id, seq, at_ms, actor_id, kind, subject_id, project_id, body, hash, chain)
SELECT id, (SELECT seq FROM event_chain) + row_number() OVER (ORDER BY id),
  received_at_ms, owner_id, 'photo.received', id, project_id, '{}', sha256, sha256
FROM photos WHERE original_key LIKE 'bench/%';
UPDATE event_chain SET seq = (SELECT MAX(seq) FROM events);

INSERT INTO section_counters (section_id, stage, pending, approved, retake, nonconforming, extras)
SELECT section_id, stage, SUM(status = 'pending' AND NOT extra),
  SUM(status = 'approved' AND NOT extra), 0, 0, SUM(extra)
FROM photos WHERE original_key LIKE 'bench/%' GROUP BY section_id, stage;
INSERT INTO route_counters (route_id, checkpoint_id, pending, approved, retake, nonconforming,
  extras, not_applicable)
SELECT s.route_id, p.checkpoint_id, SUM(p.status = 'pending' AND NOT p.extra),
  SUM(p.status = 'approved' AND NOT p.extra), 0, 0, SUM(p.extra), 0
FROM photos p JOIN sections s ON s.id = p.section_id
WHERE p.original_key LIKE 'bench/%' GROUP BY s.route_id, p.checkpoint_id;
INSERT INTO person_counters (project_id, user_id, taken, approved, retake, nonconforming)
SELECT project_id, owner_id, COUNT(*), 0, 0, 0
FROM photos WHERE original_key LIKE 'bench/%' GROUP BY project_id, owner_id;
COMMIT;
SELECT COUNT(*) FROM photos;
