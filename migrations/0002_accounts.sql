-- People, their sessions and their one-time links.
-- expand
-- beside: 0001

CREATE TABLE users (
  id CTEXT PRIMARY KEY,
  email CTEXT NOT NULL UNIQUE,          -- lower case
  name TEXT NOT NULL,
  role CTEXT NOT NULL CHECK (role IN ('crew', 'reviewer', 'admin', 'viewer')),
  password_hash TEXT,                   -- NULL: signs in by link only
  disabled_at_ms BIGINT,
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT,
  version BIGINT NOT NULL
);

CREATE TABLE sessions (
  id CTEXT PRIMARY KEY,                 -- HMAC of the token; the token itself is nowhere
  user_id CTEXT NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  device TEXT NOT NULL,                 -- what the browser says it is
  created_at_ms BIGINT NOT NULL,
  last_seen_at_ms BIGINT NOT NULL,
  idle_expires_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL         -- absolute
);
CREATE INDEX sessions_by_expiry ON sessions (idle_expires_at_ms);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Single-use links: a phone signs in without a mailbox, the first admin makes the account.
CREATE TABLE links (
  id CTEXT PRIMARY KEY,                 -- HMAC of the token
  purpose CTEXT NOT NULL CHECK (purpose IN ('sign_in', 'first_admin')),
  user_id CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_by CTEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  used_at_ms BIGINT
);

-- Every security change takes the next number in its own transaction; instances that see a new
-- number forget what they cached of that person.
CREATE TABLE auth_head (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL
);
INSERT INTO auth_head (id, seq) VALUES (1, 0);
CREATE TABLE auth_changes (
  seq BIGINT PRIMARY KEY,
  user_id CTEXT,                        -- NULL: everybody
  at_ms BIGINT NOT NULL
);
