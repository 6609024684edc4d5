// An installation with people and a small catalogue, and everybody signed in.
import { Client } from './client.mjs';
import { catalogueCsv } from './catalogue.mjs';
import { realPhotos } from './photos.mjs';
import { Installation } from './server.mjs';

export const crewCount = 5;

// `sections`: how many the project has.
export async function openWorld(env = {}, options = {}) {
  const installation = new Installation(env);
  try {
    return await settle(installation, options);
  } catch (error) {
    await installation.remove(); // no server is left behind
    throw error;
  }
}

async function settle(installation, { sections }) {
  const adminPerson = installation.addPerson('admin@example.org', 'admin', 'Asta');
  const reviewer = installation.addPerson('rita@example.org', 'reviewer', 'Rita');
  const crews = Array.from({ length: crewCount }, (_, n) =>
    installation.addPerson(`crew${n + 1}@example.org`, 'crew', `Crew ${n + 1}`),
  );
  await installation.start();
  const world = { installation, reviewer, adminPerson, photos: [...realPhotos('exif'), ...realPhotos('photos')] };
  world.restart = async () => {
    await installation.start();
    for (const client of [world.admin, ...crews.map((crew) => crew.client)]) {
      client.agent.destroy();
      client.port = installation.server.port;
    }
  };
  world.close = () => installation.remove();
  world.admin = new Client(installation.server.port);
  await world.admin.signIn(adminPerson);
  const emails = [reviewer, ...crews].map(({ email }) => email);
  await importCatalogue(world.admin, catalogueCsv(emails, sections));
  world.crews = [];
  for (const crew of crews) {
    crew.client = new Client(installation.server.port);
    await crew.client.signIn(crew);
    world.crews.push(crew);
  }
  [world.project] = await world.admin.all('/api/projects');
  world.sections = await world.admin.all(`/api/sections?project_id=${world.project.id}`);
  world.checkpoints = (await world.admin.get(`/api/checkpoints?project_id=${world.project.id}`)).json.items;
  return world;
}

async function importCatalogue(admin, csv) {
  const answer = await admin.send('POST', '/api/imports/catalogue?mode=commit', csv, { 'content-type': 'text/csv' });
  if (answer.status !== 200) throw new Error(`import: ${answer.status} ${answer.body}`);
}
