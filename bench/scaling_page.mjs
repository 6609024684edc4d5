// docs/scaling.md out of what bench/scaling.mjs measured.
const holds = ({ p95_ms, error_share }) => p95_ms < 500 && error_share < 0.01;
const small = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 2));
const whole = (value) => Math.round(value).toLocaleString('en');
const name = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
const machineOf = ({ cores, memoryGb }) => `${cores} core${cores > 1 ? 's' : ''}, ${memoryGb} GB`;
const slow = 10; // undeveloped photos are a queue from here on

const photosOfYear = 48 * 220; // of a crew: eight hours at six an hour, 220 days
const crewsIn = (people) => Math.round(people * 0.66);
const sizes = [25, 50, 100, 250, 500, 1000, 2500, 5000];
const roomFor = 3; // a machine is taken when it has so many times what is needed

const share = (part) => `${(part * 100).toFixed(2)} %`;
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (heads, rows) => [line(heads), line(heads.map(() => '---')), ...rows.map(line), ''].join('\n');
const times = ({ requests_per_s, p50_ms, p95_ms }) => [requests_per_s, p50_ms, p95_ms].map(small);

function verdictOf(row) {
  if (!holds(row)) return '**no**';
  return row.undeveloped > slow ? `yes; ${whole(row.undeveloped)} pictures behind` : 'yes';
}

const peopleTable = (rows) =>
  table(
    ['machine', 'database', 'people', 'photos/s', 'requests/s', 'P50 ms', 'P95 ms', 'not right', 'cores used', 'MB held', 'load test late, ms', 'within the bars'],
    rows.map((row) => [
      machineOf(row), name[row.engine], row.people, small(row.photos_per_s), ...times(row), share(row.error_share),
      row.cores_used.toFixed(2), whole(row.held_mb), small(row.generator_late_ms), verdictOf(row),
    ]),
  );

const companyTable = (rows) =>
  table(
    ['database', 'crews + office', 'connections', 'photos/s', 'requests/s', 'P50 ms', 'P95 ms', 'not right', 'cores used', 'server MB', 'MB held by all', 'load test’s cores'],
    rows.map((row) => [
      name[row.engine], `${whole(row.crews)} + ${whole(row.office)}`, whole(row.connections), small(row.photos_per_s), ...times(row),
      share(row.error_share), row.cores_used.toFixed(2), whole(row.server_mb), whole(row.held_mb), row.generator_cores.toFixed(2),
    ]),
  );

const poolTable = (rows) =>
  table(
    ['`DB_POOL_MAX`', 'requests/s', 'P50 ms', 'P95 ms', 'P99 ms', 'not right', 'most in use', 'MB held by all'],
    [...rows].sort((a, b) => a.size - b.size).map((row) => [
      row.size, ...times(row), small(row.p99_ms), share(row.error_share), row.busy, whole(row.held_mb),
    ]),
  );

const perPhoto = ({ kinds, rows_bytes, photos }) => kinds.original + kinds.display + kinds.thumb + rows_bytes / photos;

function diskTable(disk) {
  const { kinds, rows_bytes, photos } = disk;
  const kb = (bytes) => `${whole(bytes / 1000)} KB`;
  return table(['', 'of one photo'], [
    ['original, as the phone sent it', kb(kinds.original)],
    ['display picture with the stamp', kb(kinds.display)],
    ['thumbnail', kb(kinds.thumb)],
    ['rows: the photo, its jobs, events, decisions, indexes', kb(rows_bytes / photos)],
    ['**on the server**', `**${kb(perPhoto(disk))}**`],
    ['in the backup, once: the files', kb(kinds.original + kinds.display + kinds.thumb)],
    ['in each set that is kept, 11 by default: the database', kb(disk.backup_database_bytes / photos)],
  ]);
}

// The smallest machine for so many, and whether that was measured.
function choose(all, people, engine) {
  const usual = all.company.find((row) => row.engine === engine);
  const among = usual ? usual.crews + usual.office : 0;
  for (const machine of [{ cores: 1, memoryGb: 1 }, { cores: 2, memoryGb: 4 }]) {
    const served = all.people
      .filter((row) => row.cores === machine.cores && row.engine === engine && holds(row) && row.undeveloped <= slow)
      .filter((row) => row.people >= people);
    if (served.length > 0) return { machine, how: `measured: ${Math.min(...served.map((row) => row.people))} at full pace` };
    if (people === among && machine.cores === usual.cores)
      return { machine, how: 'measured on an ordinary day, the load test on the same two cores' };
    if (!usual) continue;
    const base = Math.min(...all.people.filter((row) => row.engine === engine).map((row) => row.held_mb));
    const cores = (usual.cores_used * people) / among;
    const mb = base + ((usual.held_mb - base) * people) / among;
    if (cores * roomFor <= machine.cores && mb * roomFor <= machine.memoryGb * 1000)
      return { machine, how: `derived from 5,000: ${cores.toFixed(2)} cores, ${whole(mb)} MB on an ordinary day` };
  }
  return null;
}

const capacityTable = (all) =>
  table(
    ['people', 'at least', 'database', 'disk for a year, derived', 'how the machine is known'],
    sizes.map((people) => {
      const engine = people <= 50 ? 'sqlite' : 'postgres';
      const chosen = choose(all, people, engine);
      const photos = crewsIn(people) * photosOfYear;
      const tb = (photos * perPhoto(all.disk)) / 1e12;
      return [
        whole(people), chosen ? machineOf(chosen.machine) : 'more', name[engine],
        `${whole(photos)} photos, ${tb.toFixed(1)} TB; the backup as much again`, chosen?.how ?? '–',
      ];
    }),
  );

export function scalingPage(all) {
  const rows = [...all.people].sort((a, b) => a.cores - b.cores || b.engine.localeCompare(a.engine) || a.people - b.people);
  const loads = [...all.people, ...all.pools, ...all.company].map(({ load_before }) => load_before);
  const most = Math.max(...loads);
  return `# How many people a machine serves

By \`./dev bench --scaling\` on ${all.machine}. The server, and PostgreSQL with it, live in a control group with so
many cores and so much memory; the load test (docs/loadtest.md) works beside it on the same two cores and takes its
part of them. What holds: P95 below 500 ms and less than 1 % not answered rightly.${
    most >= 1 ? `\n\nBefore the runs the machine had a load average of ${Math.min(...loads).toFixed(1)} to ${most.toFixed(1)} from other work: times are too long rather than too short.` : ''
  }

## Which machine
Two in three are crews who take six photos an hour (48 in a day, 220 days a year); the rest look at a screen every
10 s. A machine is taken when it was seen to serve as many at full pace, thirty times what crews do in a day, or when
an ordinary day takes at most a third of it. A sign-in takes 15 ms of a core once a week, and a third leaves room for
a morning on which all come at once. An SSD in any case.

${capacityTable(all)}
SQLite serves as many as PostgreSQL on one machine, with less memory. From 50 people on PostgreSQL stands here because it is
what several servers can share, and \`asbuilt doctor\` asks for it with \`EXPECTED_USERS\` above 50. More cores help first
where pictures are developed: about a tenth of a core-second for each photo of 12 megapixels. Where photos fill more than a disk holds they belong into a
bucket (\`BLOB_URL=s3://…\`).

## People at full pace
A crew sends a photo of 12 megapixels every 20 s, reviewers and viewers look at a screen every 8 s, and all of them sign in
within the first half of the time, at most ten in a second. *MB held* is what programs hold of the machine's memory, PostgreSQL's shared buffers
with it; the kernel uses the rest for files. *Pictures behind*: photos that are safe, but whose display pictures were still to be made
at the end.

${peopleTable(rows)}
## A company on an ordinary day
5,000 people, all signed in, each with connections of their own, on 2 cores and 4 GB, and the load test on the same cores
(\`asbuilt loadtest load --profile company\`). *Server MB* is what the kernel counts as resident.

${companyTable(all.company)}
## Pools of PostgreSQL connections
100 people who think a fifth as long as usual, so about 500 people's requests, on 2 cores and 4 GB.

${poolTable(all.pools)}
A pool of five is enough for them, and a larger one does no harm but costs memory, a few MB for each connection: a request
keeps its connection for a few ms. The default of 20 stays; when \`asbuilt_db_connections_busy\` stays near it, the database is
slow, and a larger pool is the second thing to try.

## What a photo takes on the disk
Measured with four pictures of phones, 2.7 to 6.3 MB as they come from the camera, sent again and again.

${diskTable(all.disk)}
Where projects keep originals only for some days after the approval, or never, the first line goes away again.

## What this does not say
The load test comes over loopback, or one network card: what a line to the site carries is another matter, 2 Mbit/s carry a
photo in ten seconds. A virtual machine's core may be half of one of these. Try yours: \`asbuilt loadtest load\`.
`;
}
