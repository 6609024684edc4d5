// How long after its last byte an upload is acknowledged, ten crews at once.
import { Client } from '../../tests/live/client.mjs';
import { percentile } from '../figures.mjs';
import { measureUploads } from '../upload.mjs';
import { alternate } from './window.mjs';

const crews = 10;

// What measureUploads wants to know, for a server that may be a peer.
async function crewsOn(server, world) {
  const people = await Promise.all(world.crews.map(async (person) => {
    const client = new Client(server.port);
    await client.signIn(person);
    return { ...person, client };
  }));
  return {
    installation: { server }, crews: people, sections: world.sections, checkpoints: world.checkpoints,
    meta: server.isPeer ? { project_id: world.project.id } : {},
  };
}

export async function measureAcknowledged(servers, world, photo, rounds, each) {
  const worlds = {};
  for (const [name, server] of Object.entries(servers)) worlds[name] = await crewsOn(server, world);
  return alternate(Object.keys(servers), rounds, async (name) => {
    const { waits } = await measureUploads(worlds[name], photo, crews, each);
    return { requests: waits.length, p50: percentile(waits, 50), p95: percentile(waits, 95), max: Math.max(...waits) };
  });
}
