-- expand
-- What keeps the server well: backups and their proof, samples of the disk, blobs without an owner.

-- One row per try to make a set.
CREATE TABLE backup_runs (
  id CTEXT PRIMARY KEY,
  state CTEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  depot TEXT NOT NULL,                  -- the place, as its setting names it
  set_name CTEXT NOT NULL,
  phase CTEXT NOT NULL,                 -- database, blobs, finish
  done_bytes BIGINT NOT NULL,           -- of this phase
  total_bytes BIGINT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  cancel BOOLEAN NOT NULL,              -- somebody wants it to end
  database_bytes BIGINT NOT NULL,
  blobs BIGINT NOT NULL,                -- that the set names
  blob_bytes BIGINT NOT NULL,
  copied_blobs BIGINT NOT NULL,         -- that no earlier set had
  copied_bytes BIGINT NOT NULL,
  problem TEXT                          -- why it failed, or what is wrong with what it holds
);
CREATE INDEX backup_runs_by_start ON backup_runs (started_at_ms);

-- One row: who makes a set now. Changing it is the lock.
CREATE TABLE backup_lease (
  id BIGINT PRIMARY KEY,
  run_id CTEXT NOT NULL,
  until_ms BIGINT NOT NULL
);
INSERT INTO backup_lease (id, run_id, until_ms) VALUES (1, '', 0);

-- Sets that were brought back to life to see whether they can be.
CREATE TABLE drills (
  id CTEXT PRIMARY KEY,
  depot TEXT NOT NULL,
  set_name CTEXT NOT NULL,
  started_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT NOT NULL,
  proven BOOLEAN NOT NULL,
  database_bytes BIGINT NOT NULL,
  events_checked BIGINT NOT NULL,
  blobs BIGINT NOT NULL,                -- that the set names
  blobs_read BIGINT NOT NULL,           -- whose bytes were read and hashed
  problem TEXT
);
CREATE INDEX drills_by_start ON drills (started_at_ms);

-- How full a file system was.
CREATE TABLE disk_samples (
  place CTEXT NOT NULL,                 -- database, photos, spool
  at_ms BIGINT NOT NULL,
  used_bytes BIGINT NOT NULL,
  PRIMARY KEY (place, at_ms)
);

-- Blobs that no row names. Who puts one again takes its row away first.
CREATE TABLE orphans (
  key CTEXT PRIMARY KEY,
  size_bytes BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL,           -- first
  look_at_ms BIGINT NOT NULL,           -- last
  removing BOOLEAN NOT NULL
);

-- How much each sweep took away.
CREATE TABLE sweeps (
  kind CTEXT PRIMARY KEY,
  ran_at_ms BIGINT NOT NULL,
  removed BIGINT NOT NULL,              -- by the last one that took anything
  removed_ever BIGINT NOT NULL
);

-- Since a restore nothing is swept from the blobs until an operator has looked.
CREATE TABLE sweep_holds (
  id BIGINT PRIMARY KEY,
  why TEXT NOT NULL,
  since_ms BIGINT NOT NULL
);
