// The same requests must have the same answers, or the comparison is of different works.

// What differs by nature: where a picture is cached, how an engine goes on, when something happened.
function normal(value) {
  if (Array.isArray(value)) return value.map(normal);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value)
    .filter(([name]) => !['next', 'at_ms'].includes(name))
    .map(([name, of]) => [name, name === 'thumb_url' ? String(of).replace(/&v=.*/, '') : normal(of)]));
}

function differences(ours, theirs, path = '') {
  if (ours === null || typeof ours !== 'object' || theirs === null || typeof theirs !== 'object')
    return ours === theirs ? [] : [`${path}: ${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} there`];
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  return names.flatMap((name) => differences(ours[name], theirs[name], `${path}/${name}`));
}

async function compare(what, servers, send, keep = normal) {
  const [first, ...rest] = servers;
  const answers = await Promise.all(servers.map(send));
  for (const [n, { status, json }] of answers.entries())
    if (status >= 300) throw new Error(`${servers[n].name}, ${what}: ${status} ${JSON.stringify(json)}`);
  for (const [n, answer] of answers.slice(1).entries()) {
    const found = differences(keep(answers[0].json), keep(answer.json));
    if (answer.status !== answers[0].status) found.push(`status ${answers[0].status} and ${answer.status}`);
    if (found.length)
      throw new Error(`${what}: ${first.name} and ${rest[n].name} differ:\n${found.slice(0, 5).join('\n')}`);
  }
  return answers;
}

// Throws where answers differ. → the words for the report
export async function compareAnswers(servers, { project, photo }) {
  let cursors = servers.map(() => '');
  let rows = 0;
  for (let page = 0; page < 5; ++page) {
    const path = (n) => `/api/photos?project_id=${project}&limit=50${cursors[n]}`;
    const answers = await compare('page', servers, (server) => server.client.get(path(servers.indexOf(server))));
    rows += answers[0].json.items.length;
    cursors = answers.map(({ json }) => `&cursor=${encodeURIComponent(json.next)}`);
  }
  const withoutId = ({ id, ...rest }) => normal(rest);
  await compare('comment', servers, (server) => server.client.post(`/api/photos/${photo}/comments`, { text: 'Seen.' }), withoutId);
  await compare('decision', servers, (server) => server.client.post('/api/decisions', { photo_ids: [photo], decision: 'approved' }));
  return `${rows} rows of five pages, a comment and a decision`;
}
