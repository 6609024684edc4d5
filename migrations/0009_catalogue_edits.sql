-- The catalogue can be changed on screen, and the log of events can be looked through.
-- expand
-- beside: 0008

ALTER TABLE checkpoint_versions ADD COLUMN created_by CTEXT;  -- NULL: not known
UPDATE checkpoint_versions SET created_by =
  (SELECT MAX(e.actor_id) FROM events e
   WHERE e.subject_id = checkpoint_versions.checkpoint_id
     AND e.at_ms = checkpoint_versions.created_at_ms
     AND e.kind IN ('checkpoint.created', 'checkpoint.changed'));

ALTER TABLE checkpoints ADD COLUMN picture_id CTEXT;          -- the example crews are shown

-- section_rows with version. An older program beside this one goes on with section_rows.
CREATE VIEW listed_sections AS
  SELECT s.id AS id, s.project_id AS project_id, s.route_id AS route_id, s.code AS code,
         s.name AS name, s.length_m AS length_m, s.line AS line, s.narrowed AS narrowed,
         s.position AS position,
         COALESCE(s.archived_at_ms, r.archived_at_ms, p.archived_at_ms) AS archived_at_ms,
         s.version AS version, r.code AS route_code, r.name AS route_name,
         p.name AS project_name, CAST(NULL AS DOUBLE PRECISION) AS distance_m
  FROM sections s JOIN routes r ON r.id = s.route_id JOIN projects p ON p.id = s.project_id;

-- Ways into the log, newest first: ids grow with time.
CREATE INDEX events_by_project ON events (project_id, id);
CREATE INDEX events_by_actor ON events (actor_id, id);
CREATE INDEX events_by_kind ON events (kind, id);
