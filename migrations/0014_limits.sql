-- What the rate limits count beyond one process and one run. Keys are keyed hashes: no row says
-- whose it is. Rows go when they bind nobody any more.
-- expand
-- beside: 0010

-- Requests, by when the quota is whole again. Written once for a twentieth of a quota, so that it
-- costs a table with all guarantees no more than one without.
CREATE TABLE limit_counts (
  key CTEXT PRIMARY KEY,
  whole_at_us BIGINT NOT NULL
);
CREATE INDEX limit_counts_by_end ON limit_counts (whole_at_us);

-- Tries, each of them: the times of those in the window, or a budget of guesses.
CREATE TABLE limit_tries (
  key CTEXT PRIMARY KEY,
  state TEXT NOT NULL,
  ends_at_ms BIGINT NOT NULL
);
CREATE INDEX limit_tries_by_end ON limit_tries (ends_at_ms);
