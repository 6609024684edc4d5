// Broken set-ups, one thing each, and what the doctor must name (tests/deploy/doctor.mjs). A row may
// have: env, site (spoils the proxy's file), tls, proxied, start, down, before (people), data (before
// the start; with an admin, as during), during, after, asks (the command's own environment), root (needs it), also (what follows from it).
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from '../live/tls.mjs';

const env = (settings) => () => settings;
const dataOf = ({ folder }) => join(folder, 'data');
const sql = (text) => (installation) => execFileSync('sqlite3', ['-batch', '-cmd', '.timeout 5000', join(dataOf(installation), 'asbuilt.db'), text]);

// A certificate that ends in three days, from the same authority.
function endingSoon(scratch) {
  const to = join(scratch, 'tls-ending');
  cpSync(join(scratch, 'tls'), to, { recursive: true });
  writeFileSync(`${to}/leaf.ext`, 'subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n');
  execFileSync('openssl', ['x509', '-req', '-in', `${to}/leaf.csr`, '-CA', `${to}/ca.crt`, '-CAkey', `${to}/ca.key`, '-days', '3', '-set_serial', '77',
    '-out', `${to}/leaf.crt`, '-extfile', `${to}/leaf.ext`], { stdio: 'ignore' });
  return to;
}

function otherName(scratch) {
  const to = join(scratch, 'tls-other');
  cpSync(join(scratch, 'tls'), to, { recursive: true });
  makeCertificates(to, ['other.example.org']);
  return to;
}

// The server makes a table that is missing anew, within a second: something has to stand in its place.
const withoutSessions = 'BEGIN; DROP TABLE sessions; CREATE VIEW sessions AS SELECT 1 AS id; COMMIT';
const staleSessions = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
  INSERT INTO sessions SELECT 'stale' || i, (SELECT id FROM users LIMIT 1), 'x', 1, 1, 1, 1 FROM n`;
const limited = (limit) => (program) => ['sh', '-c', `${limit}; exec ${program} serve`];
// On a machine whose localhost is IPv4 only too: with a table of names of its own.
const withBothFamilies = (program) => ['unshare', '-m', 'sh', '-c',
  `t=$(mktemp); printf '127.0.0.1 localhost\\n::1 localhost\\n' >$t; mount --bind $t /etc/hosts; rm $t; exec ${program} serve`];
const failedJob = "INSERT INTO jobs (id, kind, subject_id, state, attempts, run_at_ms, leased_until_ms, leased_by, error, created_at_ms, finished_at_ms) VALUES ('x', 'develop', 'y', 'failed', 5, 1, NULL, NULL, 'no picture', 1, 2)";
let memory;

export const broken = [
  { breaks: 'development mode', names: 'environment', env: env({ APP_ENV: 'development' }), also: ['core-files'] },
  { breaks: 'a secret that is one letter', names: 'secret', env: env({ SESSION_SECRET: 'a'.repeat(64) }) },
  { breaks: 'http instead of https', names: 'https', proxied: false, env: ({ port }) => ({ PUBLIC_URL: `http://127.0.0.1:${port}`, TRUST_PROXY: '0' }) },
  { breaks: 'no proxy runs', names: 'address', proxied: false, says: /localhost/ },
  { breaks: 'a certificate of an unknown authority', names: 'address', says: /certificate/i, env: env({ SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' }) },
  { breaks: 'a certificate for another name', names: 'address', tls: otherName, says: /certificate/i },
  { breaks: 'a certificate that ends in three days', names: 'certificate', tls: endingSoon },
  { breaks: 'a proxy on IPv4 only, and a name with both', names: 'address', says: /::1/, root: true, start: withBothFamilies, site: (site) => site.replaceAll(/listen \[::1\].*/g, '') },
  { breaks: 'a proxy that takes HSTS away', names: 'hsts', site: (site) => site.replace(/add_header Strict.*/, '') },
  { breaks: 'TRUST_PROXY=0 behind a proxy', names: 'proxy', env: env({ TRUST_PROXY: '0' }) },
  { breaks: 'TRUST_PROXY=2 behind one proxy', names: 'proxy', env: env({ TRUST_PROXY: '2' }) },
  { breaks: 'TRUST_PROXY=1 with no proxy at all', names: 'proxy', proxied: false, also: ['https'], says: /claims/, env: ({ port }) => ({ PUBLIC_URL: `http://127.0.0.1:${port}` }) },
  { breaks: 'a proxy that believes what clients say', names: 'proxy', says: /claims/, site: (site) => site.replace('X-Forwarded-For $remote_addr', 'X-Forwarded-For $http_x_forwarded_for') },
  { breaks: 'a proxy that hides https', names: 'proxy', site: (site) => site.replace(/proxy_set_header X-Forwarded-Proto.*/, '') },
  { breaks: 'a proxy that answers by itself', names: 'proxy', says: /something else/, site: (site) => site.replace('location / { proxy_pass', 'location = /api/live { return 200; } location /api/doctor/ { return 200; }\n location / { proxy_pass') },
  { breaks: 'a program open to everybody beside its proxy', names: 'listens', env: env({ HOST: '0.0.0.0' }) },
  { breaks: 'SQLite for 200 people', names: 'database', env: env({ EXPECTED_USERS: '200' }), also: ['machine'] },
  { breaks: 'no index on sessions', names: 'session-indexes', says: /sessions_by_expiry/, data: sql('DROP INDEX sessions_by_expiry') },
  { breaks: 'an index of the photos gone', names: 'indexes', says: /photos_/, data: (installation) => {
    const found = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'photos' AND sql IS NOT NULL LIMIT 1";
    const name = execFileSync('sqlite3', [join(dataOf(installation), 'asbuilt.db'), found], { encoding: 'utf8' }).trim();
    sql(`DROP INDEX ${name}`)(installation);
  } },
  { breaks: 'no sessions table', names: 'sessions', also: ['session-indexes'], says: /cannot be read/, during: sql(withoutSessions) },
  { breaks: 'a photo that cannot be developed', names: 'develop-queue', data: sql(failedJob) },
  { breaks: 'sessions that nobody cleans up', names: 'sessions', during: sql(staleSessions) },
  { breaks: 'a data folder that others read', names: 'file-modes', data: (installation) => chmodSync(dataOf(installation), 0o755) },
  { breaks: 'a settings file that others read', names: 'settings-file', before(installation, scratch) {
    writeFileSync(join(scratch, 'open.conf'), 'LOG_LEVEL=info\n', { mode: 0o644 });
    installation.config = ['--config', join(scratch, 'open.conf')];
  } },
  { breaks: 'a log that goes nowhere', names: 'log', start: (program) => ['sh', '-c', `exec ${program} serve 2>/dev/null`] },
  { breaks: 'few open files', names: 'open-files', start: limited('ulimit -n 512') },
  { breaks: 'limits that refuse honest people', names: 'rate-limits', says: /RATE_API_MAX=100/, env: env({ RATE_API_MAX: '100' }) },
  { breaks: 'limits that stop nobody', names: 'rate-limits', says: /nobody/, env: env({ RATE_API_IP_MAX: '90000' }) },
  { breaks: 'no backup', names: 'backup', needs: 'backup', env: env({ BACKUP_URL: '' }) },
  { breaks: 'a backup on the same disk', names: 'backup-device', needs: 'backup', env: ({ scratch }) => ({ BACKUP_URL: `file:${scratch}` }) },
  { breaks: 'a server near the memory at which it starts anew', names: 'memory', says: /uses/, env: ({ used_mb }) => ({ MEMORY_RESTART_MB: String(Math.round(used_mb / 0.9)) }) },
  { breaks: 'data in memory', names: 'file-system', also: ['backup-device', 'disk-data'], before(installation) {
    memory = mkdtempSync('/dev/shm/asbuilt-data-');
    installation.env.DATA_DIR = memory;
  }, after: () => rmSync(memory, { recursive: true }) },
  { breaks: 'no server', names: 'server', down: true, proxied: false },
  { breaks: 'a setting that says nothing', names: 'settings', asks: { SESSION_TTL_DAYS: 'never' } },
  { breaks: 'sign-up for everybody', names: 'signup', env: env({ SIGNUP: 'open' }) },
  { breaks: 'quick hashes', names: 'passwords', env: env({ PASSWORD_HASH: 'bcrypt', BCRYPT_SALT_ROUNDS: '5' }) },
  { breaks: 'a load test that failed', names: 'load-test', says: /not passed/, data: (installation) => writeFileSync(join(dataOf(installation), 'load-test.json'), '{"version":"0.1.0","passed":false,"finished_at_ms":1}', { mode: 0o600 }) },
];

export const onPostgres = [
  { breaks: 'a pool of two for eighty people', names: 'pool', env: env({ DB_POOL_MAX: '2', EXPECTED_USERS: '80' }), also: ['machine'] },
  { breaks: 'a cluster that does not flush', names: 'database-settings', says: /fsync/ },
];
