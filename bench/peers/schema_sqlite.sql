-- What the requests of the comparison need of Asbuilt's schema, with the indexes they need.
CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL, password_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE routes (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sections (id TEXT PRIMARY KEY, route_id TEXT NOT NULL REFERENCES routes (id),
  code TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE checkpoints (id TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE section_access (user_id TEXT NOT NULL, section_id TEXT NOT NULL,
  PRIMARY KEY (user_id, section_id)) WITHOUT ROWID;
CREATE TABLE photos (id TEXT PRIMARY KEY, project_id TEXT NOT NULL,
  section_id TEXT NOT NULL REFERENCES sections (id),
  checkpoint_id TEXT NOT NULL REFERENCES checkpoints (id), stage TEXT NOT NULL,
  slot_index INTEGER NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL,
  newest INTEGER NOT NULL, extra INTEGER NOT NULL, received TEXT NOT NULL, develop TEXT NOT NULL,
  owner_id TEXT NOT NULL REFERENCES users (id), sha256 TEXT NOT NULL, size_bytes INTEGER NOT NULL,
  taken_at_ms INTEGER NOT NULL, received_at_ms INTEGER NOT NULL, decided_at_ms INTEGER,
  decided_by TEXT REFERENCES users (id), decision_comment TEXT, withdrawn_at_ms INTEGER,
  thumb_key TEXT, flags TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX photos_by_project ON photos (project_id, received_at_ms, id);
CREATE INDEX photos_by_status ON photos (project_id, status, received_at_ms, id);
CREATE INDEX photos_by_section ON photos (section_id, received_at_ms, id);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE TABLE comments (id TEXT PRIMARY KEY, photo_id TEXT NOT NULL REFERENCES photos (id),
  author_id TEXT NOT NULL REFERENCES users (id), text TEXT NOT NULL, created_at_ms INTEGER NOT NULL);
CREATE INDEX comments_by_photo ON comments (photo_id, created_at_ms, id);
CREATE TABLE decisions (id TEXT PRIMARY KEY, photo_id TEXT NOT NULL REFERENCES photos (id),
  reviewer_id TEXT NOT NULL REFERENCES users (id), decision TEXT NOT NULL, comment TEXT,
  decided_at_ms INTEGER NOT NULL);
CREATE INDEX decisions_by_photo ON decisions (photo_id, decided_at_ms, id);
CREATE TABLE events (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL,
  kind TEXT NOT NULL, subject_id TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX events_subject ON events (subject_id, id);
CREATE TABLE section_counters (section_id TEXT NOT NULL, stage TEXT NOT NULL,
  pending INTEGER NOT NULL, approved INTEGER NOT NULL, retake INTEGER NOT NULL,
  nonconforming INTEGER NOT NULL, PRIMARY KEY (section_id, stage)) WITHOUT ROWID;
CREATE TABLE route_counters (route_id TEXT NOT NULL, checkpoint_id TEXT NOT NULL,
  pending INTEGER NOT NULL, approved INTEGER NOT NULL, retake INTEGER NOT NULL,
  nonconforming INTEGER NOT NULL, PRIMARY KEY (route_id, checkpoint_id)) WITHOUT ROWID;
CREATE TABLE person_counters (project_id TEXT NOT NULL, user_id TEXT NOT NULL,
  approved INTEGER NOT NULL, retake INTEGER NOT NULL, nonconforming INTEGER NOT NULL,
  PRIMARY KEY (project_id, user_id)) WITHOUT ROWID;
CREATE TABLE session (sid TEXT PRIMARY KEY, sess TEXT NOT NULL, expire INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX session_expire ON session (expire);
