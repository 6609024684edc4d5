// The bucket of a run: ./dev starts an S3 server and names it in the environment (tools/dev/s3.sh).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const { ASBUILT_TEST_S3_URL: url, ASBUILT_TEST_S3_FREEZE: freezePid, ASBUILT_TEST_S3_CONF: conf } = process.env;
const patienceMs = 60_000;
const looks = 12;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Absent when the run has none. A prefix of its own each time: the bucket is empty to who asks.
export const bucketOfRun = url && (() => {
  let turns = 0;
  const bucket = { env: { BLOB_URL: url.replace('?', `/live-${randomBytes(6).toString('hex')}?`) } };

  const freeze = () => {
    process.kill(Number(freezePid), 'SIGSTOP');
    return () => process.kill(Number(freezePid), 'SIGCONT');
  };
  const killGateway = () => {
    process.kill(Number(readFileSync(join(dirname(conf), 'run', 'client.rgw.pid'), 'utf8')), 'SIGKILL');
    let back = false;
    return () => {
      if (!back) spawn('radosgw', ['-c', conf, '-n', 'client.rgw'], { stdio: 'ignore' });
      back = true;
    };
  };

  // In every seventh cycle the bucket hangs, in another it dies. → thaw(), which may be called
  // twice; or nothing.
  bucket.maybeFreeze = () => {
    turns += 1;
    if (turns % 7 === 3 && freezePid) return freeze();
    if (turns % 7 === 5 && conf) return killGateway();
    return null;
  };

  // Health tells what was a moment ago: it has to say so for a while.
  const wait = async (admin, holds, what) => {
    const until = Date.now() + patienceMs;
    for (let held = 0; ; ) {
      const { blobs } = (await admin.get('/api/health')).json;
      held = holds(blobs) ? held + 1 : 0;
      if (held > looks) return;
      if (Date.now() > until) throw new Error(`${what}: ${JSON.stringify(blobs)}`);
      await pause(100);
    }
  };
  bucket.answers = (admin) => wait(admin, ({ away }) => !away, 'the bucket stays away');
  bucket.hasAll = (admin) => wait(admin, ({ away, spooled }) => !away && !spooled, 'what was spooled is not moved');

  // Waits until nothing is spooled, and forgets all copies on this machine.
  bucket.onlyThere = async (world) => {
    await bucket.hasAll(world.admin);
    await world.installation.stop();
    const cache = join(world.installation.folder, 'data', 's3', 'cache');
    if (!existsSync(cache)) throw new Error(`${cache} is not there`);
    rmSync(cache, { recursive: true });
    await world.restart();
  };
  return bucket;
});
