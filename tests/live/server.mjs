// The real program in a temporary folder, for tests and measurements that stand outside it.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const program = process.env.ASBUILT_PROGRAM ?? join(root, 'build', 'asbuilt');

// An installation: a data folder, settings, people. Not running until start().
export class Installation {
  constructor(env = {}) {
    if (!existsSync(program)) throw new Error(`${program} is missing: ./dev build makes it`);
    this.folder = mkdtempSync(join(tmpdir(), 'asbuilt-live-'));
    this.env = {
      ...process.env,
      APP_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: '',
      DISK_RESERVE_MB: '4',
      ...env,
      DATA_DIR: join(this.folder, 'data'),
    };
    this.program = env.ASBUILT_PROGRAM ?? program;
    this.serve = ['serve']; // the command line
    this.before = []; // and what stands before the program
    this.server = null;
    this.command = [this.program]; // what a command line begins with
    this.startCommand = null; // another way to start the server
    this.readyWithinMs = 30_000;
  }

  // Adds a person; the password is made here.
  addPerson(email, role, name = email.split('@')[0]) {
    const password = randomBytes(12).toString('base64url');
    const [first, ...rest] = this.command;
    execFileSync(first, [...rest, 'user', 'add', email, '--role', role, '--name', name], {
      env: this.env,
      input: `${password}\n`,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    return { email, password, name, role };
  }

  // Starts the server; resolves when it says that it is ready. Its log lines are kept.
  async start() {
    const [command, ...args] = this.startCommand ?? [...this.before, this.program, ...this.serve];
    const child = spawn(command, args, { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] });
    const server = { child, pid: child.pid, log: [], ended: false };
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    exited.then(() => (server.ended = true));
    server.exited = exited;
    this.server = server;
    const ready = new Promise((resolve) => {
      let rest = '';
      child.stderr.setEncoding('utf8').on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          server.log.push(line);
          const port = /"ready".*"port":"?(\d+)/.exec(line)?.[1];
          if (port) resolve(Number(port));
        }
      });
    });
    const late = new Promise((resolve) => setTimeout(resolve, this.readyWithinMs, null).unref());
    const port = await Promise.race([ready, exited, late]);
    if (typeof port !== 'number')
      throw new Error(`the server did not get ready:\n${server.log.slice(-20).join('\n')}`);
    server.port = port;
    server.url = `http://127.0.0.1:${port}`;
    return server;
  }

  async end(signal) {
    if (!this.server || this.server.ended) return;
    this.server.child.kill(signal);
    await this.server.exited;
  }

  kill() {
    return this.end('SIGKILL');
  }

  stop() {
    return this.end('SIGTERM');
  }

  async remove() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
