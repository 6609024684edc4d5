// What is asked: the requests of each work, and who does it beside whom.
const everyPage = 200;

// Paths of the first pages of a project's photos, as this server's cursors lead on.
async function pages(server, project) {
  const path = `/api/photos?project_id=${project}&limit=50`;
  const found = [path];
  while (found.length < everyPage) {
    const { status, json } = await server.client.get(found.at(-1));
    if (status !== 200) throw new Error(`${server.name}: ${status}`);
    if (!json.next) break;
    found.push(`${path}&cursor=${encodeURIComponent(json.next)}`);
  }
  return found;
}

const get = (paths) => paths.map((path) => ['GET', path, '']);
const post = (path, body) => ['POST', path, JSON.stringify(body)];
const comments = (ids, path) => ids.map((id) => post(`/api/photos/${id}/${path}`, { text: 'Tape is missing at the joint.' }));

const everybody = ['asbuiltSqlite', 'sqliteNormal', 'sqliteFull', 'asbuiltPg', 'pg', 'pgTuned'];
const readers = everybody.filter((name) => name !== 'sqliteFull'); // reads as NORMAL does

// ids: of photos to comment on; waiting: ids of photos to decide, each once; people: with passwords;
// counts: how many of what is not measured by time, in each window
export function worksOf({ project, ids, waiting, people, counts }) {
  const page = `/api/photos?project_id=${project}&limit=50`;
  let next = 0;
  return [
    { key: 'health', title: 'health', servers: readers, requests: () => get(['/api/health']) },
    { key: 'page', title: 'page of 50 photos', servers: readers, requests: () => get([page]), levels: true },
    { key: 'pages', title: `any of the first ${everyPage} pages of 50`, servers: readers,
      prepare: (server) => pages(server, project), requests: get },
    { key: 'comment', title: 'comment', servers: everybody, levels: true, requests: () => comments(ids, 'comments') },
    { key: 'commentLogged', title: 'comment with its event',
      servers: ['asbuiltSqlite', 'sqliteNormal', 'asbuiltPg', 'pg', 'pgTuned'],
      requests: (_, server) => comments(ids, server.isPeer ? 'comments-logged' : 'comments') },
    { key: 'decision', title: 'decision with event and counters', servers: everybody, once: counts.decisions,
      requests: (_, server, count) => {
        const from = (server.decided ??= 0);
        server.decided += count;
        if (server.decided > waiting.length) throw new Error('no photos left to decide');
        return waiting.slice(from, from + count).map((id) => post('/api/decisions', { photo_ids: [id], decision: 'approved' }));
      } },
    { key: 'signIn', title: 'sign-in', servers: readers.filter((name) => name !== 'pgTuned'), connections: 20,
      once: counts.signIns,
      requests: (_, server, count) => Array.from({ length: count }, (_, n) => {
        const { email, password } = people[n % people.length];
        return post('/api/auth/login', { email, password });
      }) },
  ];
}
