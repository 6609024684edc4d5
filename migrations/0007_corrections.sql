-- Mistakes can be corrected: photos that were withdrawn, or moved to another slot.
-- expand
-- beside: 0006

ALTER TABLE photos ADD COLUMN withdrawn_at_ms BIGINT;  -- by its taker, before a decision
ALTER TABLE photos ADD COLUMN moved_at_ms BIGINT;      -- the slot is no longer the phone's word

-- photo_rows with withdrawn_at_ms. An older program beside this one goes on with photo_rows.
CREATE VIEW listed_photos AS
SELECT p.id, p.project_id, p.section_id, s.code AS section_code, s.name AS section_name,
       s.route_id, r.name AS route_name, p.checkpoint_id, k.code AS checkpoint_code,
       v.name AS checkpoint_name, p.stage, p.slot_index, p.status, p.attempt, p.newest, p.extra,
       p.received, p.develop, p.owner_id, u.name AS owner_name, p.taken_at_ms, p.received_at_ms,
       p.decided_at_ms, p.withdrawn_at_ms, p.thumb_key, p.flags, p.version
FROM photos p
JOIN sections s ON s.id = p.section_id
JOIN routes r ON r.id = s.route_id
JOIN checkpoints k ON k.id = p.checkpoint_id
JOIN checkpoint_versions v
  ON v.checkpoint_id = p.checkpoint_id AND v.version = p.checkpoint_version
JOIN users u ON u.id = p.owner_id;
