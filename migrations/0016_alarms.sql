-- What is wrong with the server and what was told of it, so that a restart repeats nothing and
-- several instances tell once.
-- expand

CREATE TABLE alarms (
  name CTEXT NOT NULL,
  place CTEXT NOT NULL,       -- the machine it is about; empty: the whole installation
  standing BOOLEAN NOT NULL,  -- FALSE: seen bad once, nobody was told
  text TEXT NOT NULL,
  remedy TEXT NOT NULL,
  began_at_ms BIGINT NOT NULL,
  fine_since_ms BIGINT,
  told_at_ms BIGINT,
  looked_at_ms BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (name, place)
);

-- One row per message and way.
CREATE TABLE alarm_messages (
  id CTEXT PRIMARY KEY,
  way CTEXT NOT NULL,         -- mail or webhook
  name CTEXT NOT NULL,
  place CTEXT NOT NULL,
  what CTEXT NOT NULL,        -- begun, still, over
  text TEXT NOT NULL,
  remedy TEXT NOT NULL,
  began_at_ms BIGINT NOT NULL,
  made_at_ms BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  due_at_ms BIGINT,           -- when it is tried again; NULL: sent, or given up
  sent_at_ms BIGINT,
  error TEXT                  -- why the last try failed
);
CREATE INDEX alarm_messages_due ON alarm_messages (due_at_ms) WHERE due_at_ms IS NOT NULL;
