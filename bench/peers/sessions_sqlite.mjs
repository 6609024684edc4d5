// express-session's sessions in SQLite.
import session from 'express-session';

export class SqliteSessions extends session.Store {
  constructor(db, ttlMs) {
    super();
    this.ttlMs = ttlMs;
    this.find = db.prepare('SELECT sess FROM session WHERE sid = ? AND expire > ?').pluck();
    this.put = db.prepare(`INSERT INTO session (sid, sess, expire) VALUES (?, ?, ?)
      ON CONFLICT (sid) DO UPDATE SET sess = excluded.sess, expire = excluded.expire`);
    this.remove = db.prepare('DELETE FROM session WHERE sid = ?');
  }

  get(sid, done) {
    const text = this.find.get(sid, Date.now());
    done(null, text ? JSON.parse(text) : null);
  }

  set(sid, data, done) {
    this.put.run(sid, JSON.stringify(data), Date.now() + this.ttlMs);
    done(null);
  }

  destroy(sid, done) {
    this.remove.run(sid);
    done(null);
  }
}
