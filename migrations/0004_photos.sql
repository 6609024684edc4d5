-- Photos and the counters of each section.
-- expand
-- beside: 0003

CREATE TABLE photos (
  id CTEXT PRIMARY KEY,                 -- UUIDv7 made by the phone
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_version BIGINT NOT NULL,
  stage CTEXT NOT NULL,
  slot_index BIGINT NOT NULL,
  status CTEXT NOT NULL CHECK (status IN ('pending', 'approved', 'retake', 'nonconforming')),
  attempt BIGINT NOT NULL,              -- 1, 2, … within the slot's chain
  replaces CTEXT REFERENCES photos (id) DEFERRABLE INITIALLY DEFERRED,
  newest BOOLEAN NOT NULL,              -- of its chain; only the newest counts
  extra BOOLEAN NOT NULL,               -- beyond the slot: shown, never counted
  received CTEXT NOT NULL CHECK (received IN ('preview', 'original')),
  sha256 CTEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  original_key TEXT NOT NULL,           -- in the blob store
  source CTEXT NOT NULL CHECK (source IN ('camera', 'canvas', 'file')),
  file_name TEXT,
  device TEXT,
  received_at_ms BIGINT NOT NULL,       -- the server's clock: orders everything
  taken_at_ms BIGINT NOT NULL,          -- the phone's claim
  taken_offset_min BIGINT NOT NULL,
  lat DOUBLE PRECISION,                 -- the phone's claims, WGS 84
  lon DOUBLE PRECISION,
  accuracy_m DOUBLE PRECISION,
  altitude_m DOUBLE PRECISION,
  heading_deg DOUBLE PRECISION,
  line_distance_m DOUBLE PRECISION,     -- worked out by the server
  chainage_m DOUBLE PRECISION,
  comment TEXT,
  override_reason TEXT,
  flags TEXT NOT NULL,                  -- space-separated, sorted
  develop CTEXT NOT NULL CHECK (develop IN ('waiting', 'done', 'failed', 'damaged')),
  develop_error TEXT,
  display_key TEXT,
  thumb_key TEXT,
  width BIGINT,
  height BIGINT,
  perceptual_hash CTEXT,
  tiny TEXT,                            -- base64 of a very small picture
  claims TEXT,                          -- JSON: what the file says of itself
  decided_at_ms BIGINT,
  decided_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decision_comment TEXT,                -- of the newest decision
  version BIGINT NOT NULL
);
-- One open end per slot: two first shots at once meet here, and so do two resubmissions.
CREATE UNIQUE INDEX photos_slot ON photos (section_id, checkpoint_id, stage, slot_index)
  WHERE newest AND NOT extra;
CREATE INDEX photos_by_section ON photos (section_id, received_at_ms, id);
CREATE INDEX photos_by_project_status ON photos (project_id, status, received_at_ms, id);
CREATE INDEX photos_by_project ON photos (project_id, received_at_ms, id);
CREATE INDEX photos_by_status ON photos (status, received_at_ms, id);
CREATE INDEX photos_by_owner ON photos (owner_id, received_at_ms, id);
CREATE INDEX photos_by_time ON photos (received_at_ms, id);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE UNIQUE INDEX photos_by_replaces ON photos (replaces) WHERE replaces IS NOT NULL;

-- What remains of a deleted photo: its id is never given again.
CREATE TABLE deleted_photos (
  id CTEXT PRIMARY KEY,
  deleted_at_ms BIGINT NOT NULL,
  blob_keys TEXT NOT NULL               -- space-separated; a job removes them
);

-- Newest, not extra photos per section and stage, kept in the transaction that changes them.
CREATE TABLE section_counters (
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  stage CTEXT NOT NULL,
  pending BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  extras BIGINT NOT NULL,
  PRIMARY KEY (section_id, stage)
);

-- A photo as lists show it, with the names around it. Both engines read through it to the indexes
-- of photos.
CREATE VIEW photo_rows AS
SELECT p.id, p.project_id, p.section_id, s.code AS section_code, s.name AS section_name,
       s.route_id, r.name AS route_name, p.checkpoint_id, k.code AS checkpoint_code,
       v.name AS checkpoint_name, p.stage, p.slot_index, p.status, p.attempt, p.newest, p.extra,
       p.received, p.develop, p.owner_id, u.name AS owner_name, p.taken_at_ms, p.received_at_ms,
       p.decided_at_ms, p.thumb_key, p.flags, p.version
FROM photos p
JOIN sections s ON s.id = p.section_id
JOIN routes r ON r.id = s.route_id
JOIN checkpoints k ON k.id = p.checkpoint_id
JOIN checkpoint_versions v
  ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
JOIN users u ON u.id = p.owner_id;
