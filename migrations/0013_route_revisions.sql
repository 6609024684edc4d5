-- A route's counters say how often they were changed: who keeps the numbers of its sections sees
-- from one short range of rows whether they still hold. An older program would not count.
-- contract
-- beside: 0013

ALTER TABLE route_counters ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
