-- expand
-- What the platform keeps: the log of events, its chain, and the jobs.

CREATE TABLE events (
  id CTEXT PRIMARY KEY,
  seq BIGINT UNIQUE,            -- NULL until sealed
  at_ms BIGINT NOT NULL,
  actor_id CTEXT,
  kind TEXT NOT NULL,
  subject_id CTEXT NOT NULL,
  project_id CTEXT,
  body TEXT NOT NULL,           -- JSON
  hash CTEXT NOT NULL,          -- of the row's own content
  chain CTEXT                   -- of the previous row's chain, seq and hash
);
CREATE INDEX events_unsealed ON events (id) WHERE seq IS NULL;
CREATE INDEX events_subject ON events (subject_id, id);

-- One row: the last sealed event. Changing it is the lock among sealers.
CREATE TABLE event_chain (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  chain CTEXT NOT NULL
);
INSERT INTO event_chain (id, seq, chain) VALUES (1, 0, '');

CREATE TABLE jobs (
  id CTEXT PRIMARY KEY,
  kind CTEXT NOT NULL,
  subject_id CTEXT NOT NULL,
  state CTEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
  attempts BIGINT NOT NULL,
  run_at_ms BIGINT NOT NULL,
  leased_until_ms BIGINT,
  leased_by CTEXT,
  error TEXT,
  created_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  UNIQUE (kind, subject_id)
);
CREATE INDEX jobs_due ON jobs (run_at_ms, id) WHERE state = 'queued';
CREATE INDEX jobs_leases ON jobs (leased_until_ms) WHERE state = 'running';
CREATE INDEX jobs_failed ON jobs (kind, id) WHERE state = 'failed';
