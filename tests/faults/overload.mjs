// More than the server can do, and a database that hangs: what matters goes on, what can wait is
// told so, and nothing has to be mended afterwards.
//   node tests/faults/overload.mjs
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { Client } from '../live/client.mjs';
import { PostgresDatabase } from '../live/engines.mjs';
import { runTests } from '../live/tests.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// So many connections, each asking again as soon as it was answered. → counts by status at the end
function flood({ port, cookies, path, connections }) {
  const counts = {};
  const requests = cookies.map((cookie) => `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`);
  const sockets = Array.from({ length: connections }, (_, n) => {
    const socket = net.connect(port, '127.0.0.1');
    const ask = () => socket.write(requests[n % requests.length]);
    socket.setEncoding('latin1').on('error', () => {});
    socket.once('connect', ask);
    socket.on('data', (text) => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
      if (!status) return;
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === '503' && !/retry-after/i.test(text)) counts.silent = (counts.silent ?? 0) + 1;
      if (socket.writable) ask();
    });
    return socket;
  });
  parentPort.once('message', () => {
    for (const socket of sockets) socket.destroy();
    parentPort.postMessage(counts);
  });
}

if (!isMainThread) flood(workerData);

function startFlood(options) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: options });
  return async () => {
    worker.postMessage('stop');
    const counts = await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    return counts;
  };
}

const tests = {
  async 'while lists are asked for without end, uploads, decisions and health go through'() {
    const world = await openWorld({ RATE_API_MAX: '1000000' }, { office: { viewer: 8 }, crewCount: 8 });
    const complaints = [];
    try {
      const { port } = world.installation.server;
      const ledger = new Ledger(world, Math.random);
      const rita = new Client(port);
      await rita.signIn(world.reviewer);
      const cookies = [...world.office, ...world.crews].map(({ client }) => client.cookie);
      const path = `/api/photos?project_id=${world.project.id}`;
      for (let n = 0; n < 60; n += 1) await ledger.send(ledger.newShot());
      const stop = startFlood({ port, cookies, path, connections: 4_000 });
      await pause(2_000);
      let done = 0;
      for (let n = 0; n < 8; n += 1) {
        const shot = ledger.newShot();
        const complaint = await ledger.send(shot);
        if (complaint || !shot.receipt) complaints.push(complaint ?? 'an upload broke off');
        const decided = await rita.post('/api/decisions', { photo_ids: [shot.id], decision: 'approved' });
        if (decided.status !== 200) complaints.push(`a decision was answered ${decided.status} ${decided.body}`);
        const health = await new Client(port).get('/api/health');
        if (health.status !== 200) complaints.push(`health was ${health.status}`);
        done += 1;
      }
      const counts = await stop();
      if (!counts['503']) complaints.push('no list was refused: this was no overload');
      if (!counts['200']) complaints.push('no list was answered');
      if (counts.silent) complaints.push(`${counts.silent} refusals without Retry-After`);
      await pause(5_000);
      const after = await world.admin.get(path);
      if (after.status !== 200) complaints.push(`afterwards a list is ${after.status}`);
      return { what: `${done} uploads, lists ${JSON.stringify(counts)}`, complaints };
    } finally {
      await world.close();
    }
  },

  async 'two hundred who ask for health at once are all answered'() {
    const world = await openWorld();
    try {
      const { port } = world.installation.server;
      const all = await Promise.all(Array.from({ length: 200 }, () => new Client(port).get('/api/health')));
      const wrong = all.filter(({ status }) => status !== 200).length;
      return { what: `${all.length} answers`, complaints: wrong ? [`${wrong} of them were not 200`] : [] };
    } finally {
      await world.close();
    }
  },

  async 'when the open files run out, health is answered, nothing spins, and all is well afterwards'() {
    const world = await openWorld({}, { before: ['prlimit', '--nofile=256'] });
    const complaints = [];
    try {
      const { port, pid } = world.installation.server;
      const sockets = Array.from({ length: 1_000 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
      await pause(1_000);
      const before = cpuOf(pid);
      await pause(1_000);
      const busy = cpuOf(pid) - before;
      if (busy > 0.5) complaints.push(`the server used ${busy} s of a second doing nothing`);
      const health = await new Client(port).get('/api/health');
      if (health.status !== 200) complaints.push(`health was ${health.status}`);
      for (const socket of sockets) socket.destroy();
      await pause(1_000);
      const shot = new Ledger(world, Math.random).newShot();
      const stored = await shot.crew.client.upload(shot.meta, shot.bytes);
      if (stored.status !== 201) complaints.push(`afterwards an upload is ${stored.status}`);
      return { what: '1000 connections, 256 open files', complaints };
    } finally {
      await world.close();
    }
  },

  async 'while PostgreSQL hangs, health says so at once, and files and news of life go on'() {
    const database = new PostgresDatabase();
    const world = await openWorld({ DATABASE_URL: database.url });
    const complaints = [];
    const frozen = [];
    try {
      const { port } = world.installation.server;
      frozen.push(...database.processes());
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      const asked = world.crews.map(({ client }) => client.get('/api/projects'));
      await pause(6_500);
      for (const [path, status] of [['/api/health', 503], ['/api/live', 200], ['/', 200]]) {
        const answer = await new Client(port).get(path);
        if (answer.status !== status) complaints.push(`${path} was ${answer.status}`);
      }
      const answers = await Promise.all(asked);
      const wrong = answers.filter(({ status }) => status !== 503);
      if (wrong.length) complaints.push(`projects were answered ${wrong.map(({ status }) => status)}`);
      for (const pid of frozen.splice(0)) process.kill(pid, 'SIGCONT');
      let health;
      for (let n = 0; n < 50 && health?.status !== 200; n += 1) {
        await pause(200);
        health = await new Client(port).get('/api/health');
      }
      if (health.status !== 200) complaints.push(`afterwards health is ${health.status}`);
      const again = await world.crews[0].client.get('/api/projects');
      if (again.status !== 200) complaints.push(`afterwards projects are ${again.status}`);
      return { what: 'frozen for 6.5 s', complaints };
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
      await world.close();
      database.remove();
    }
  },
};

// Seconds of processor time.
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

if (isMainThread) await runTests('overload', 'tests/faults/overload.mjs', tests);
