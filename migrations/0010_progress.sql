-- How far the work is: counters per route and checkpoint and per person, slots closed as not
-- applicable, accepted sections.
-- contract
-- beside: 0010

-- A slot that needs no photo, and why. One open one per slot.
CREATE TABLE waivers (
  id CTEXT PRIMARY KEY,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  section_id CTEXT NOT NULL REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  stage CTEXT NOT NULL,
  slot_index BIGINT NOT NULL,
  reason TEXT NOT NULL,
  status CTEXT NOT NULL
    CHECK (status IN ('pending', 'approved', 'retake', 'withdrawn')),
  owner_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL,
  decided_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  decided_at_ms BIGINT,
  decision_comment TEXT,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX waivers_of_slot ON waivers (section_id, checkpoint_id, stage, slot_index)
  WHERE status IN ('pending', 'approved');
CREATE INDEX waivers_by_section ON waivers (section_id, created_at_ms, id);
CREATE INDEX waivers_by_status ON waivers (project_id, status, created_at_ms, id);

-- A waiver as it is shown.
CREATE VIEW listed_waivers AS
SELECT w.id, w.project_id, w.section_id, s.code AS section_code, s.name AS section_name,
       w.checkpoint_id, k.code AS checkpoint_code, v.name AS checkpoint_name, w.stage,
       w.slot_index AS "index", w.reason, w.status, w.owner_id, o.name AS owner_name,
       w.created_at_ms, d.name AS decided_by_name, w.decided_at_ms,
       w.decision_comment AS comment, w.version
FROM waivers w
JOIN sections s ON s.id = w.section_id
JOIN checkpoints k ON k.id = w.checkpoint_id
JOIN checkpoint_versions v ON v.checkpoint_id = k.id AND v.version = k.version
JOIN users o ON o.id = w.owner_id
LEFT JOIN users d ON d.id = w.decided_by;

ALTER TABLE section_counters ADD COLUMN not_applicable BIGINT NOT NULL DEFAULT 0;

-- The same, per route and checkpoint: what an overview reads.
CREATE TABLE route_counters (
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  checkpoint_id CTEXT NOT NULL REFERENCES checkpoints (id) DEFERRABLE INITIALLY DEFERRED,
  pending BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  extras BIGINT NOT NULL,
  not_applicable BIGINT NOT NULL,
  PRIMARY KEY (route_id, checkpoint_id)
);
INSERT INTO route_counters (route_id, checkpoint_id, pending, approved, retake, nonconforming,
  extras, not_applicable)
SELECT s.route_id, p.checkpoint_id,
  CAST(SUM(CASE WHEN NOT p.extra AND p.status = 'pending' THEN 1 ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN NOT p.extra AND p.status = 'approved' THEN 1 ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN NOT p.extra AND p.status = 'retake' THEN 1 ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN NOT p.extra AND p.status = 'nonconforming' THEN 1 ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN p.extra THEN 1 ELSE 0 END) AS BIGINT), 0
FROM photos p JOIN sections s ON s.id = p.section_id
WHERE p.newest GROUP BY s.route_id, p.checkpoint_id;

-- Shots taken (withdrawn ones left out) and decisions made, whatever became of them.
CREATE TABLE person_counters (
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  taken BIGINT NOT NULL,
  approved BIGINT NOT NULL,
  retake BIGINT NOT NULL,
  nonconforming BIGINT NOT NULL,
  PRIMARY KEY (project_id, user_id)
);
INSERT INTO person_counters (project_id, user_id, taken, approved, retake, nonconforming)
SELECT project_id, user_id, CAST(SUM(taken) AS BIGINT), CAST(SUM(approved) AS BIGINT),
  CAST(SUM(retake) AS BIGINT), CAST(SUM(nonconforming) AS BIGINT)
FROM (
  SELECT p.project_id, p.owner_id AS user_id, 1 AS taken, 0 AS approved, 0 AS retake,
         0 AS nonconforming
  FROM photos p WHERE p.withdrawn_at_ms IS NULL
  UNION ALL
  SELECT p.project_id, d.reviewer_id, 0, CASE WHEN d.decision = 'approved' THEN 1 ELSE 0 END,
         CASE WHEN d.decision = 'retake' THEN 1 ELSE 0 END,
         CASE WHEN d.decision = 'nonconforming' THEN 1 ELSE 0 END
  FROM decisions d JOIN photos p ON p.id = d.photo_id
) work
GROUP BY project_id, user_id;

-- What waits, oldest first, and what has come as a preview only: both read from the index alone.
CREATE INDEX photos_waiting ON photos (project_id, status, newest, received_at_ms, section_id)
  WHERE status = 'pending' AND newest = TRUE;
CREATE INDEX photos_previews ON photos (project_id) WHERE received = 'preview';

-- A section whose work somebody has accepted as a whole.
CREATE TABLE acceptances (
  section_id CTEXT PRIMARY KEY REFERENCES sections (id) DEFERRABLE INITIALLY DEFERRED,
  project_id CTEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
  route_id CTEXT NOT NULL REFERENCES routes (id) DEFERRABLE INITIALLY DEFERRED,
  accepted_by CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  accepted_at_ms BIGINT NOT NULL,
  comment TEXT
);
CREATE INDEX acceptances_by_route ON acceptances (project_id, route_id, section_id);
