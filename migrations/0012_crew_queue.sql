-- A crew lead sees the crew's queue: who leads, what phones still keep, and indexes that answer who
-- took what, what waits and what came back without one row of photos.
-- expand
-- beside: 0010

ALTER TABLE users ADD COLUMN crew_lead BOOLEAN NOT NULL DEFAULT FALSE;  -- of who is crew

-- What a phone said of the photos it still keeps: a claim, the last one of each device.
CREATE TABLE outboxes (
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  device CTEXT NOT NULL,                -- made by the phone
  waiting BIGINT NOT NULL,
  failed BIGINT NOT NULL,               -- refused: they need their owner
  oldest_at_ms BIGINT,                  -- the phone's clock
  told_at_ms BIGINT NOT NULL,
  PRIMARY KEY (owner_id, device)
);

CREATE INDEX photos_came_back
  ON photos (project_id, decided_at_ms, id, section_id, owner_id, status, newest, extra)
  WHERE newest = TRUE AND extra = FALSE AND status IN ('retake', 'nonconforming');

DROP INDEX photos_waiting;
CREATE INDEX photos_waiting
  ON photos (project_id, status, newest, received_at_ms, section_id, owner_id, extra)
  WHERE status = 'pending' AND newest = TRUE;
