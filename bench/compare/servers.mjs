// Everything that is compared, started beside each other on free ports of loopback, with one person
// signed in on each.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Client } from '../../tests/live/client.mjs';
import { Installation, root } from '../../tests/live/server.mjs';
import { openWorld } from '../../tests/live/world.mjs';
import { floorKinds } from './floor.mjs';
import * as rows from './rows.mjs';

const peers = join(root, 'bench', 'peers');
export const ofPeers = createRequire(join(peers, 'package.json'));

// One person asks more here than all of a company in a day; the peers' limits are as far away.
const limits = { RATE_API_MAX: '10000000', RATE_API_IP_MAX: '10000000', CONNECTIONS_PER_ADDRESS: '10000' };

async function startPeer(name, options) {
  const child = spawn(process.execPath, [join(peers, 'server.mjs'), JSON.stringify(options)], {
    cwd: peers, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'production' },
  });
  const port = await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => resolve(Number(/port (\d+)/.exec(text)[1])));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const end = () => (child.stdin.end(), gone);
  return { name, pid: child.pid, port, url: `http://127.0.0.1:${port}`, isPeer: true, postgres: !!options.database, end };
}

const asServer = (name, installation, postgres) => {
  const { pid, port, url } = installation.server;
  return { name, pid, port, url, postgres, isPeer: false, end: () => installation.stop() };
};

async function signIn(server, person) {
  server.client = new Client(server.port);
  await server.client.signIn(person);
  server.cookie = server.client.cookie;
}

// A cluster's first process: the parent of all that works for it.
const postmasterOf = (adminUrl) =>
  Number(readFileSync(join(/host=([^&]+)/.exec(adminUrl)[1], 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function withHashes(people) {
  const bcrypt = ofPeers('bcrypt');
  return Promise.all(people.map(async (each) => ({ ...each, bcrypt: await bcrypt.hash(each.password, 10) })));
}

// Copies for the floors, each used once: a table that has grown costs more.
function copiesForFloors(adminUrl, file, folder, rounds) {
  const names = (kind) => Array.from({ length: rounds }, (_, n) => `floor_${kind.toLowerCase()}_${n}`);
  const each = (make) => Object.fromEntries(floorKinds.map((kind) => [kind, names(kind).map(make)]));
  return {
    sqlite: each((name) => {
      const copy = join(folder, `${name}.db`);
      copyFileSync(file, copy);
      return copy;
    }),
    postgres: each((name) => rows.pgDatabase(adminUrl, name, 'asbuilt_bench')),
  };
}

// → {world, people, servers, postmaster, floors, close}
export async function openAll(adminUrl, photos, rounds, say) {
  say(`filling ${photos} photos into Asbuilt on SQLite`);
  const world = await openWorld(limits, { sections: 2_000, routes: 10, photosDue: 17, crewCount: 10 });
  const running = [];
  const close = async () => {
    await Promise.all(running.map((server) => server.end()));
    await world.postgres?.remove();
    await world.close();
  };
  try {
    const { installation } = world;
    const file = join(installation.folder, 'data', 'asbuilt.db');
    await installation.stop();
    rows.fillAsbuilt(file, photos);

    say('copying the rows to Asbuilt on PostgreSQL and to the peers');
    const url = rows.pgDatabase(adminUrl, 'asbuilt_bench');
    world.postgres = new Installation({ ...limits, DATABASE_URL: url });
    await world.postgres.start();
    await world.postgres.stop();
    rows.fillAsbuiltPg(file, url);
    const people = await withHashes([world.adminPerson, world.reviewer, ...world.crews]);
    const peerUrl = rows.pgDatabase(adminUrl, 'express_plain');
    rows.fillPeerPg(file, peerUrl, people);
    const tunedUrl = rows.pgDatabase(adminUrl, 'express_tuned', 'express_plain');
    rows.vacuum(tunedUrl);
    const floors = copiesForFloors(adminUrl, file, installation.folder, rounds);
    const normal = join(installation.folder, 'normal.db');
    const full = join(installation.folder, 'full.db');
    for (const each of [normal, full]) rows.fillPeerSqlite(file, each, people);

    say('starting all of them');
    await installation.start();
    await world.postgres.start();
    const folder = (name) => {
      const path = join(installation.folder, name);
      mkdirSync(path);
      return path;
    };
    const servers = {
      asbuiltSqlite: asServer('Asbuilt, SQLite', installation, false),
      asbuiltPg: asServer('Asbuilt, PostgreSQL', world.postgres, true),
    };
    const peer = async (key, name, options) => {
      servers[key] = await startPeer(name, options);
      running.push(servers[key]);
    };
    await peer('sqliteNormal', 'Express, SQLite NORMAL', { file: normal, synchronous: 'NORMAL', folder: folder('two') });
    await peer('sqliteFull', 'Express, SQLite FULL', { file: full, synchronous: 'FULL', images: 'onePass', folder: folder('one') });
    await peer('pg', 'Express, PostgreSQL', { database: peerUrl, folder: folder('pg') });
    await peer('pgTuned', 'Express, PostgreSQL tuned', { database: tunedUrl, tuned: true, folder: folder('tuned') });
    for (const server of Object.values(servers)) await signIn(server, world.adminPerson);
    return { world, people, servers, postmaster: postmasterOf(adminUrl), floors, close };
  } catch (error) {
    await close();
    throw error;
  }
}
