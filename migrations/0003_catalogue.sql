-- Where work happens and what must be photographed.
-- expand
-- beside: 0002

CREATE TABLE projects (
  id CTEXT PRIMARY KEY,
  code CTEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  route_word TEXT NOT NULL,             -- what this project calls its two levels
  section_word TEXT NOT NULL,
  time_zone TEXT NOT NULL,              -- IANA name
  max_accuracy_m DOUBLE PRECISION,      -- capture rules; NULL: none
  max_line_distance_m DOUBLE PRECISION,
  max_photo_distance_m DOUBLE PRECISION,
  keep_originals CTEXT NOT NULL CHECK (keep_originals IN ('always', 'days', 'never')),
  keep_days BIGINT,
  created_at_ms BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL
);

CREATE TABLE routes (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  line TEXT,                            -- GeoJSON LineString, WGS 84
  length_m DOUBLE PRECISION,
  narrowed BOOLEAN NOT NULL,            -- membership is not inherited from the project
  position BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL,
  UNIQUE (project_id, code)
);

CREATE TABLE sections (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  line TEXT,
  length_m DOUBLE PRECISION,
  narrowed BOOLEAN NOT NULL,            -- membership is not inherited from the route
  position BIGINT NOT NULL,
  archived_at_ms BIGINT,
  version BIGINT NOT NULL,
  UNIQUE (route_id, code)
);
CREATE INDEX sections_by_project ON sections (project_id, position, id);

-- A section as lists show it, with the names of what it is in; archived with that, too.
CREATE VIEW section_rows AS
  SELECT s.id AS id, s.project_id AS project_id, s.route_id AS route_id, s.code AS code,
         s.name AS name, s.length_m AS length_m, s.line AS line, s.narrowed AS narrowed,
         s.position AS position,
         COALESCE(s.archived_at_ms, r.archived_at_ms, p.archived_at_ms) AS archived_at_ms,
         r.code AS route_code, r.name AS route_name, p.name AS project_name,
         CAST(NULL AS DOUBLE PRECISION) AS distance_m
  FROM sections s JOIN routes r ON r.id = s.route_id JOIN projects p ON p.id = s.project_id;

CREATE TABLE work_types (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (project_id, code)
);

-- A checkpoint's definition is in checkpoint_versions; this row says which one holds.
CREATE TABLE checkpoints (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  work_type_id CTEXT NOT NULL REFERENCES work_types (id) DEFERRABLE INITIALLY DEFERRED,
  code CTEXT NOT NULL,
  version BIGINT NOT NULL,
  position BIGINT NOT NULL,
  retired_at_ms BIGINT,
  UNIQUE (project_id, code)
);

CREATE TABLE checkpoint_versions (
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  guidance TEXT NOT NULL,
  stage CTEXT NOT NULL CHECK (stage IN ('before', 'during', 'after')),
  photos_due BIGINT NOT NULL,           -- per section; ignored when spacing_m is set
  spacing_m DOUBLE PRECISION,           -- one photo every so many metres of the section
  hold_point BOOLEAN NOT NULL,          -- the next stage waits for its approval
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (checkpoint_id, version)
);

-- A person belongs to a project, a route (project_id and route_id), or a section (all three).
CREATE TABLE members (
  id CTEXT PRIMARY KEY,
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  place_id CTEXT NOT NULL,              -- the narrowest of the three
  created_at_ms BIGINT NOT NULL,
  UNIQUE (user_id, place_id)
);
CREATE INDEX members_by_project ON members (project_id, id);

-- Who sees which section, worked out from members and narrowed whenever either changes, in the
-- same transaction: a list then costs one look-up per row. Admins see all and are not in here.
CREATE TABLE section_access (
  user_id CTEXT NOT NULL,
  section_id CTEXT NOT NULL,
  project_id CTEXT NOT NULL,
  PRIMARY KEY (user_id, section_id)
);
CREATE INDEX section_access_by_project ON section_access (project_id, user_id);
