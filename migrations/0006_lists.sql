-- What lists read first: keys, and what tells whether the text kept of a row is still right.
-- expand
-- beside: 0005

-- Takes the next number with every change of a name in the catalogue.
CREATE TABLE catalogue_head (
  id BIGINT PRIMARY KEY,
  version BIGINT NOT NULL
);
INSERT INTO catalogue_head (id, version) VALUES (1, 1);

-- names_version grows when a name changes: of a person (auth_head) or in the catalogue.
CREATE VIEW photo_keys AS
SELECT p.id, p.project_id, p.section_id, p.checkpoint_id, p.owner_id, p.status, p.newest,
       p.received_at_ms, p.develop, p.version,
       (SELECT a.seq FROM auth_head a WHERE a.id = 1)
         + (SELECT c.version FROM catalogue_head c WHERE c.id = 1) AS names_version
FROM photos p;
