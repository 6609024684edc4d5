-- What the requests of the comparison need of Asbuilt's schema, with the indexes they need.
CREATE TABLE users (id UUID PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL, password_hash TEXT NOT NULL);
CREATE TABLE routes (id UUID PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE sections (id UUID PRIMARY KEY, route_id UUID NOT NULL REFERENCES routes (id),
  code TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE checkpoints (id UUID PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL);
CREATE TABLE section_access (user_id UUID NOT NULL, section_id UUID NOT NULL,
  PRIMARY KEY (user_id, section_id));
CREATE TABLE photos (id UUID PRIMARY KEY, project_id UUID NOT NULL,
  section_id UUID NOT NULL REFERENCES sections (id),
  checkpoint_id UUID NOT NULL REFERENCES checkpoints (id), stage TEXT NOT NULL,
  slot_index BIGINT NOT NULL, status TEXT NOT NULL, attempt BIGINT NOT NULL,
  newest BOOLEAN NOT NULL, extra BOOLEAN NOT NULL, received TEXT NOT NULL, develop TEXT NOT NULL,
  owner_id UUID NOT NULL REFERENCES users (id), sha256 TEXT NOT NULL, size_bytes BIGINT NOT NULL,
  taken_at_ms BIGINT NOT NULL, received_at_ms BIGINT NOT NULL, decided_at_ms BIGINT,
  decided_by UUID REFERENCES users (id), decision_comment TEXT, withdrawn_at_ms BIGINT,
  thumb_key TEXT, flags TEXT NOT NULL, version BIGINT NOT NULL);
CREATE INDEX photos_by_project ON photos (project_id, received_at_ms, id);
CREATE INDEX photos_by_status ON photos (project_id, status, received_at_ms, id);
CREATE INDEX photos_by_section ON photos (section_id, received_at_ms, id);
CREATE INDEX photos_by_sha256 ON photos (sha256);
CREATE TABLE comments (id UUID PRIMARY KEY, photo_id UUID NOT NULL REFERENCES photos (id),
  author_id UUID NOT NULL REFERENCES users (id), text TEXT NOT NULL, created_at_ms BIGINT NOT NULL);
CREATE INDEX comments_by_photo ON comments (photo_id, created_at_ms, id);
CREATE TABLE decisions (id UUID PRIMARY KEY, photo_id UUID NOT NULL REFERENCES photos (id),
  reviewer_id UUID NOT NULL REFERENCES users (id), decision TEXT NOT NULL, comment TEXT,
  decided_at_ms BIGINT NOT NULL);
CREATE INDEX decisions_by_photo ON decisions (photo_id, decided_at_ms, id);
CREATE TABLE events (id UUID PRIMARY KEY, at_ms BIGINT NOT NULL, actor_id UUID NOT NULL,
  kind TEXT NOT NULL, subject_id UUID NOT NULL, body TEXT NOT NULL);
CREATE INDEX events_subject ON events (subject_id, id);
CREATE TABLE section_counters (section_id UUID NOT NULL, stage TEXT NOT NULL,
  pending BIGINT NOT NULL, approved BIGINT NOT NULL, retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL, PRIMARY KEY (section_id, stage));
CREATE TABLE route_counters (route_id UUID NOT NULL, checkpoint_id UUID NOT NULL,
  pending BIGINT NOT NULL, approved BIGINT NOT NULL, retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL, PRIMARY KEY (route_id, checkpoint_id));
CREATE TABLE person_counters (project_id UUID NOT NULL, user_id UUID NOT NULL,
  approved BIGINT NOT NULL, retake BIGINT NOT NULL, nonconforming BIGINT NOT NULL,
  PRIMARY KEY (project_id, user_id));
-- As connect-pg-simple wants it.
CREATE TABLE session (sid VARCHAR PRIMARY KEY, sess JSON NOT NULL, expire TIMESTAMP(6) NOT NULL);
CREATE INDEX session_expire ON session (expire);
