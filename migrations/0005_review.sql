-- Decisions on photos and the comments around them.
-- expand
-- beside: 0004

CREATE TABLE decisions (
  id CTEXT PRIMARY KEY,
  photo_id CTEXT NOT NULL REFERENCES photos (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  reviewer_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decision CTEXT NOT NULL CHECK (decision IN ('approved', 'retake', 'nonconforming')),
  comment TEXT,
  decided_at_ms BIGINT NOT NULL
);
CREATE INDEX decisions_by_photo ON decisions (photo_id, decided_at_ms, id);
CREATE INDEX decisions_by_reviewer ON decisions (reviewer_id, decided_at_ms, id);

CREATE TABLE comments (
  id CTEXT PRIMARY KEY,
  photo_id CTEXT NOT NULL REFERENCES photos (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  author_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  text TEXT NOT NULL,
  decision_id CTEXT REFERENCES decisions (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL
);
CREATE INDEX comments_by_photo ON comments (photo_id, created_at_ms, id);
