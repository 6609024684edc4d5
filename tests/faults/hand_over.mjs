// Replaces the server again and again while people work, and looks whether anybody noticed: a
// request that fails, or an upload that has to be sent again, is one too many.
//   node tests/faults/hand_over.mjs [--rounds 5]
import { createServer } from 'node:net';
import http from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client, multipart } from '../live/client.mjs';
import { root } from '../live/server.mjs';
import { runTests } from '../live/tests.mjs';
import { openWorld } from '../live/world.mjs';
import { Ledger } from './ledger.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// People at work until stop(): → {asked, complaints}
function work(world) {
  const complaints = [];
  let asked = 0;
  let goes = true;
  const ledger = new Ledger(world, Math.random);
  const note = (what, status) => {
    asked += 1;
    if (status !== 200 && status !== 201) complaints.push(`${what}: ${status}`);
  };
  const asks = async (client, what, path) => {
    while (goes) {
      const answer = await client.get(path).catch((error) => ({ status: error.message }));
      note(what, answer.status);
      await pause(2);
    }
  };
  const fresh = (of) => {
    const client = new Client(of.port);
    client.cookie = of.cookie;
    client.agent = new http.Agent({ keepAlive: false });
    return client;
  };
  const uploads = async () => {
    while (goes) {
      const shot = ledger.newShot();
      const complaint = await ledger.send(shot);
      note('upload', complaint ?? (shot.receipt ? 201 : 'the connection broke'));
      await pause(20);
    }
  };
  const comments = async () => {
    for (let n = 0; goes; n += 1) {
      const shot = ledger.shots.find(({ receipt }) => receipt);
      if (shot) {
        const said = await world.admin
          .post(`/api/photos/${shot.id}/comments`, { text: `note ${n}` })
          .catch((error) => ({ status: error.message }));
        note('comment', said.status);
      }
      await pause(10);
    }
  };
  const list = `/api/photos?project_id=${world.project.id}`;
  const all = [
    asks(fresh(world.admin), 'list, each on a new connection', list),
    asks(fresh(world.crews[0].client), 'projects, each on a new connection', '/api/projects'),
    asks(world.crews[1].client, 'list, on a kept connection', list),
    asks(fresh(world.admin), 'health', '/api/live'),
    uploads(),
    uploads(),
    comments(),
  ];
  return {
    get asked() {
      return asked;
    },
    stop: async () => {
      goes = false;
      await Promise.all(all);
      const listed = await ledger.listed();
      for (const shot of ledger.shots)
        if (shot.receipt && !listed.has(shot.id)) complaints.push(`acknowledged ${shot.id} is not listed`);
      return { asked, uploads: ledger.shots.length, complaints };
    },
  };
}

const readyLines = (server) => server.log.filter((line) => line.includes('"ready"')).length;

async function until(holds, withinMs) {
  const end = Date.now() + withinMs;
  while (!holds() && Date.now() < end) await pause(20);
  return holds();
}

async function supervised(env, disturb) {
  const port = await freePort();
  const world = await openWorld({ PORT: String(port), ...env }, { serve: ['serve', '--supervise'] });
  try {
    const people = work(world);
    const complaint = await disturb(world.installation.server, people);
    const { asked, uploads, complaints } = await people.stop();
    if (complaint) complaints.push(complaint);
    await world.installation.stop();
    const { code } = await world.installation.server.exited;
    if (code !== 0) complaints.push(`the supervisor ended with ${code}`);
    return { what: `${asked} requests, ${uploads} of them uploads`, complaints };
  } finally {
    await world.close();
  }
}

const tests = {
  async 'a server that is replaced under load loses no request'() {
    return supervised({}, async (server) => {
      for (let n = 1; n <= rounds; n += 1) {
        await pause(500);
        server.child.kill('SIGHUP');
        if (!(await until(() => readyLines(server) > n, 20_000))) return `no new server in round ${n}`;
      }
      await pause(500);
      return null;
    });
  },

  async 'a server that leaks is started anew and loses no request'() {
    const env = { MEMORY_RESTART_MB: '72', ASBUILT_PROGRAM: join(root, 'build', 'tests', 'asbuilt_leaking') };
    return supervised(env, async (server) => {
      const replaced = () => server.log.filter((line) => line.includes('too much memory')).length;
      const fine = await until(() => replaced() >= 2 && readyLines(server) >= 3, 60_000);
      return fine ? null : `it was replaced ${replaced()} times in a minute`;
    });
  },

  async 'an upload that is under way at SIGTERM is finished, and the server ends well'() {
    const world = await openWorld();
    try {
      const { server } = world.installation;
      const upload = slowUpload(world, 3_000);
      await pause(1_000);
      server.child.kill('SIGTERM');
      const status = await upload;
      const { code } = await server.exited;
      const complaints = [];
      if (status !== 201) complaints.push(`the upload was answered ${status}`);
      if (code !== 0) complaints.push(`the server ended with ${code}`);
      return { what: 'one upload of 3 s', complaints };
    } finally {
      await world.close();
    }
  },

  async 'an upload is finished, too, when memory runs out while the server ends'() {
    const world = await openWorld();
    try {
      await world.installation.stop();
      world.installation.env.MEMORY_RESTART_MB = '16'; // it never has less, and looks after 5 s
      await world.restart();
      const { server } = world.installation;
      const upload = slowUpload(world, 9_000);
      await pause(500);
      server.child.kill('SIGTERM');
      const status = await upload;
      const { code } = await server.exited;
      const complaints = [];
      if (!server.log.some((line) => line.includes('too much memory'))) complaints.push('memory did not run out');
      if (status !== 201) complaints.push(`the upload was answered ${status}`);
      if (code !== 0) complaints.push(`the server ended with ${code}`);
      return { what: 'one upload of 9 s', complaints };
    } finally {
      await world.close();
    }
  },

  async 'a second signal does not wait for an upload'() {
    const world = await openWorld();
    try {
      const { server } = world.installation;
      const upload = slowUpload(world, 20_000);
      await pause(500);
      server.child.kill('SIGTERM');
      await pause(300);
      const still = !server.ended;
      server.child.kill('SIGTERM');
      const ended = await until(() => server.ended, 5_000);
      const complaints = [];
      if (!still) complaints.push('it did not wait for the upload at all');
      if (!ended) complaints.push('it went on waiting');
      await upload;
      return { what: 'one upload of 20 s', complaints };
    } finally {
      await world.close();
    }
  },
};

// → the status, or what broke
function slowUpload(world, ms) {
  const shot = new Ledger(world, Math.random).newShot();
  const { headers, body } = multipart(shot.meta, shot.bytes);
  const parts = 40;
  return new Promise((resolve) => {
    const request = http.request({
      host: '127.0.0.1',
      port: world.installation.server.port,
      method: 'POST',
      path: '/api/photos',
      headers: { ...headers, cookie: shot.crew.client.cookie },
    });
    request.once('error', (error) => resolve(error.message));
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    (async () => {
      for (let n = 0; n < parts && !request.destroyed; n += 1) {
        request.write(body.subarray(Math.floor((body.length * n) / parts), Math.floor((body.length * (n + 1)) / parts)));
        await pause(ms / parts);
      }
      request.end();
    })();
  });
}

await runTests('hand over', 'tests/faults/hand_over.mjs', tests);
