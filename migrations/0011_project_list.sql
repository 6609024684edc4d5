-- A project's list reads its keys from the index alone: not one row of photos is looked up for a
-- page, or for the many that a filter passes over. Who took how many lately is read from it, too.
-- expand
-- beside: 0010

DROP INDEX photos_by_project;
CREATE INDEX photos_by_project
  ON photos (project_id, received_at_ms, id, section_id, checkpoint_id, newest, revision, owner_id,
             withdrawn_at_ms);
