// Looks into the database beside the server, on either engine: rows as arrays of text.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export class SqliteFile {
  constructor(installation) {
    this.file = join(installation.folder, 'data', 'asbuilt.db');
  }
  static env() {
    return {};
  }
  rows(sql) {
    return split(execFileSync('sqlite3', ['-batch', '-readonly', '-cmd', '.timeout 5000', this.file, sql], options));
  }
  remove() {}
}

export class PostgresDatabase {
  // Makes an empty database in the cluster that ASBUILT_TEST_DATABASE_URL names.
  constructor() {
    this.admin = process.env.ASBUILT_TEST_DATABASE_URL;
    if (!this.admin) throw new Error('ASBUILT_TEST_DATABASE_URL is not set: ./dev starts a cluster');
    this.name = `live_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
    this.url = this.admin.replace(/\/postgres\?/, `/${this.name}?`);
    execFileSync('psql', ['-qX', this.admin, '-c', `CREATE DATABASE ${this.name}`]);
  }
  rows(sql) {
    return split(execFileSync('psql', ['-qXAtF', '|', '-v', 'ON_ERROR_STOP=1', this.url, '-c', sql], options));
  }
  // The cluster's processes: its own, which lets connections in, and those of this database.
  processes() {
    const [[folder]] = this.rows('SHOW data_directory');
    const [postmaster] = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    const backends = this.rows(`SELECT pid FROM pg_stat_activity WHERE datname = '${this.name}' AND pid <> pg_backend_pid()`);
    return [Number(postmaster), ...backends.map(([pid]) => Number(pid))];
  }
  remove() {
    execFileSync('psql', ['-qX', this.admin, '-c', `DROP DATABASE ${this.name} WITH (FORCE)`]);
  }
}

const options = { encoding: 'utf8', maxBuffer: 1 << 28 };
const split = (text) => text.split('\n').filter(Boolean).map((line) => line.split('|'));
