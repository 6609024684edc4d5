// An installation with people and a small catalogue, and everybody signed in.
import { Client } from './client.mjs';
import { catalogueCsv } from './catalogue.mjs';
import { realPhotos } from './photos.mjs';
import { Installation } from './server.mjs';

// `sections`, `routes`, `photosDue`: how large the project is; `crewCount`, `office`: further people,
// the office by role; `serve`: the command line of the server; `before`: what stands before it;
// `installation`: one that is set up otherwise.
export async function openWorld(env = {}, options = {}) {
  const installation = options.installation ?? new Installation(env);
  if (options.serve) installation.serve = options.serve;
  installation.before = options.before ?? [];
  try {
    return await settle(installation, options);
  } catch (error) {
    await installation.remove(); // no server is left behind
    throw error;
  }
}

async function settle(installation, { crewCount = 5, office = {}, ...size }) {
  const adminPerson = installation.addPerson('admin@example.org', 'admin', 'Asta');
  const reviewer = installation.addPerson('rita@example.org', 'reviewer', 'Rita');
  const crews = Array.from({ length: crewCount }, (_, n) =>
    installation.addPerson(`crew${n + 1}@example.org`, 'crew', `Crew ${n + 1}`),
  );
  const desks = Object.entries(office).flatMap(([role, count]) =>
    Array.from({ length: count }, (_, n) => installation.addPerson(`${role}${n + 1}@example.org`, role, `${role} ${n + 1}`)),
  );
  await installation.start();
  const world = { installation, reviewer, adminPerson, photos: [...realPhotos('exif'), ...realPhotos('photos')] };
  world.restart = async () => {
    await installation.start();
    for (const client of [world.admin, ...[...crews, ...desks].map((person) => person.client)]) {
      client.agent.destroy();
      client.port = installation.server.port;
    }
  };
  world.close = () => installation.remove();
  world.admin = new Client(installation.server.port);
  await world.admin.signIn(adminPerson);
  const emails = [reviewer, ...crews, ...desks].map(({ email }) => email);
  await importCatalogue(world.admin, catalogueCsv(emails, size));
  for (const person of [...crews, ...desks]) {
    person.client = new Client(installation.server.port);
    person.id = (await person.client.signIn(person)).id;
  }
  world.crews = crews;
  world.office = desks;
  [world.project] = await world.admin.all('/api/projects');
  world.sections = await world.admin.all(`/api/sections?project_id=${world.project.id}`);
  world.checkpoints = (await world.admin.get(`/api/checkpoints?project_id=${world.project.id}`)).json.items;
  return world;
}

async function importCatalogue(admin, csv) {
  const answer = await admin.send('POST', '/api/imports/catalogue?mode=commit', csv, { 'content-type': 'text/csv' });
  if (answer.status !== 200) throw new Error(`import: ${answer.status} ${answer.body}`);
}
