-- What grows for ever is not read from end to end: links and revocations by when they end, the links
-- of a person, and the comment of a decision, which goes with it.
-- expand
-- beside: 0010

CREATE INDEX links_by_expiry ON links (expires_at_ms);
CREATE INDEX links_by_user ON links (user_id);
CREATE INDEX auth_changes_by_time ON auth_changes (at_ms);
CREATE INDEX comments_by_decision ON comments (decision_id) WHERE decision_id IS NOT NULL;
