-- A photo's row tells of every change; a job that runs can be asked to run once more.
-- expand
-- beside: 0007

-- Unlike version, which changes with what a decision rests on, this grows with every UPDATE. A
-- program before this one does not raise it: its changes may show late in lists of the new one.
ALTER TABLE photos ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

ALTER TABLE jobs ADD COLUMN once_more BOOLEAN NOT NULL DEFAULT FALSE;

-- What lists read first; takes the place of photo_keys.
CREATE VIEW listed_keys AS
SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.owner_id, p.status, p.newest,
       p.received_at_ms, p.revision,
       (SELECT a.seq FROM auth_head a WHERE a.id = 1)
         + (SELECT c.version FROM catalogue_head c WHERE c.id = 1) AS names_version
FROM photos p;
