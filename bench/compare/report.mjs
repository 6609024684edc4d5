// docs/performance.md and its pictures, from what was measured.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goalRows } from './goals.mjs';
import { barPlot, ratioPlot } from './plots.mjs';
import { medianOf } from './ratios.mjs';
import { limits } from './words.mjs';

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const ms = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toFixed(3));
const whole = (value) => Math.round(value).toLocaleString('en');
const spread = (windows, key) => `${ms(Math.min(...windows.map((w) => w[key])))}–${ms(Math.max(...windows.map((w) => w[key])))}`;
const refusedOf = (windows) => {
  const sum = (key) => windows.reduce((s, window) => s + window[key], 0);
  return sum('refused') ? `${((100 * sum('refused')) / sum('requests')).toFixed(1)} %` : '0';
};

function verdict(row) {
  if (row.stretched) return 'met, stretch too';
  return row.met ? 'met' : '**not met**';
}

function workTables(found, work) {
  const names = Object.keys(work.windows);
  const rows = names.map((name) => {
    const windows = work.windows[name];
    const of = (key) => medianOf(windows, key);
    return [found.names[name], ms(of('cpuMs')), ms(of('inAllMs')), spread(windows, 'inAllMs'), whole(of('perSecond')),
      ms(of('p50')), ms(of('p95')), ms(of('p99')), whole(of('peakMb')), (of('bytes') / 1000).toFixed(1), refusedOf(windows)];
  });
  const main = table(['server', 'CPU ms', 'in all', 'lowest–highest', 'requests/s', 'p50 ms', 'p95', 'p99', 'peak MB', 'kB each', 'refused'], rows);
  const levels = Object.entries(work.levels).map(([level, windows]) =>
    table([`${Number(level).toLocaleString('en')} connection${level === '1' ? '' : 's'}`, 'requests/s', 'p50 ms', 'p95', 'p99', 'peak MB', 'refused'],
      Object.entries(windows).map(([name, list]) => {
        const of = (key) => medianOf(list, key);
        return [found.names[name], whole(of('perSecond')), ms(of('p50')), ms(of('p95')), ms(of('p99')), whole(of('peakMb')), refusedOf(list)];
      })));
  return [`### ${work.title[0].toUpperCase()}${work.title.slice(1)}, ${work.connections} connections`, main, ...levels].join('\n\n');
}

function workPlot(found, work) {
  const bars = Object.entries(work.windows).map(([name, windows]) => {
    const inAll = windows.map((window) => window.inAllMs);
    const value = medianOf(windows, 'cpuMs');
    return { name: found.names[name], ours: name.startsWith('asbuilt'), value, more: medianOf(windows, 'inAllMs') - value,
      low: Math.min(...inAll), high: Math.max(...inAll), label: `${ms(medianOf(windows, 'inAllMs'))} ms` };
  });
  return barPlot(`CPU per request: ${work.title}`, bars, 'pale: PostgreSQL; line: from the lowest to the highest round');
}

function pictures(found) {
  if (!found.photos) return '';
  const { photos, quality } = found;
  const kb = (bytes) => (bytes / 1000).toFixed(0);
  const like = (way) => [quality.mean[way].ssim.toFixed(4), kb(quality.mean[way].bytes)];
  const alone = { twoPasses: 'sharp, two passes, mozjpeg q85 (the first text\'s way)', onePass: 'sharp, one pass, mozjpeg q85', onePassPlain: 'sharp, one pass, q85 without mozjpeg' };
  const rows = [
    ['Asbuilt: display, thumbnail, facts, sandboxed', ms(medianOf(photos.sent.asbuiltSqlite, 'decoderMs')), spread(photos.sent.asbuiltSqlite, 'decoderMs'), ...like('asbuilt')],
    ...Object.entries(alone).map(([way, name]) => [`${name}: display only`, ms(medianOf(photos.alone[way], 'cpuMs')), spread(photos.alone[way], 'cpuMs'), ...like(way)]),
  ];
  const path = Object.entries(photos.sent).map(([name, windows]) => {
    const of = (key) => medianOf(windows, key);
    return [photos.names[name], ms(of('cpuMs')), spread(windows, 'cpuMs'), of('perSecond').toFixed(1), whole(of('peakMb'))];
  });
  const { original, display, thumb } = quality.stored;
  return [
    `## Photos of 12 megapixels`,
    `${photos.count} different camera photos of 4000 × 3000. Quality is the SSIM of the luma against the whole decode reduced by Lanczos3, without the strip of the stamp.`,
    table(['how', 'CPU ms a photo', 'lowest–highest', 'SSIM', 'kB'], rows),
    'The whole path: received by HTTP, checked, made durable, developed, rows written; four at a time.',
    table(['server', 'CPU ms a photo', 'lowest–highest', 'photos/s', 'peak MB'], path),
    `Bytes Asbuilt keeps of one of these: original ${kb(original)} kB (as it came), display ${kb(display)} kB, thumbnail ${kb(thumb)} kB.`,
  ].join('\n\n');
}

function acknowledged(found) {
  if (!found.acknowledged) return '';
  const rows = Object.entries(found.acknowledged).map(([name, windows]) =>
    [found.names[name], ...['p50', 'p95', 'max'].map((key) => ms(medianOf(windows, key))), windows.reduce((sum, w) => sum + w.requests, 0)]);
  return ['## Upload acknowledged', 'From the last byte of a photo of 4.9 MB to the first of its receipt, ten crews at 20 Mbit/s each; medians of the rounds. The peers make the pictures first, as the first text has it; Asbuilt makes the original durable, answers, and develops meanwhile.',
    table(['server', 'p50 ms', 'p95', 'highest', 'uploads'], rows)].join('\n\n');
}

function floors(found) {
  if (!found.floors) return '';
  const whats = { comment: ['comment', 'a comment alone'], commentLogged: ['comment', 'a comment with the row of the log'],
    decision: ['decision', 'a decision with event and counters'] };
  const peers = { sqlite: { comment: 'sqliteNormal', decision: 'sqliteNormal' }, postgres: { comment: 'pg', decision: 'pgTuned' } };
  const rows = Object.entries(found.floors).flatMap(([engine, kinds]) =>
    Object.entries(kinds).map(([kind, rounds]) => {
      const [work, what] = whats[kind];
      const peer = peers[engine][work];
      const theirs = found.works[work].windows[peer];
      const bare = medianOf(found.works.health.windows[engine === 'sqlite' ? 'asbuiltSqlite' : 'asbuiltPg'], 'cpuMs');
      const most = (key, more) => `${(medianOf(theirs, key) / (medianOf(rounds, key) + more)).toFixed(1)} ×`;
      return [engine === 'sqlite' ? 'SQLite' : 'PostgreSQL', what, ms(medianOf(rounds, 'cpuMs')), ms(medianOf(rounds, 'inAllMs')),
        spread(rounds, 'inAllMs'), found.names[peer], most('cpuMs', 0), most('inAllMs', 0), most('cpuMs', bare), most('inAllMs', bare)];
    }));
  return ['## The floor under a comment and a decision', 'What their statements cost with nothing around them: prepared, the answer copied to a socket; no HTTP, session, limits, checks, JSON or log of requests (bench/floor). On SQLite forty in one durable commit; on PostgreSQL eight lines that share its flushes, one journey and one commit each, without the numbering of the log. *At the most* is what a server that costs nothing more would reach beside that peer; *by HTTP*, one whose requests cost only what Asbuilt takes to answer /api/health, where nobody signs in and nothing is asked.',
    table(['engine', 'what', 'CPU ms of the server', 'in all', 'lowest–highest', 'beside', 'at the most: server', 'in all', 'by HTTP: server', 'in all'], rows)].join('\n\n');
}

const idle = (found) => ['## Memory', table(['server', 'idle MB', 'highest MB, 50 connections'],
  Object.entries(found.idle).map(([name, mb]) => [found.names[name], whole(mb),
    whole(Math.max(0, ...Object.values(found.works).filter(({ connections }) => connections === 50).flatMap(({ windows }) => windows[name] ?? []).map(({ peakMb }) => peakMb)))])),
  'Idle: what is resident of the process, and what its children do not share, after the start. Highest: resident memory of the server process in any window of the works above with 50 connections.'].join('\n\n');

export function writeReport(found, file) {
  const rows = goalRows(found);
  const folder = file.replace(/\.md$/, '');
  const name = folder.split('/').at(-1);
  mkdirSync(folder, { recursive: true });
  const draw = (key, svg) => writeFileSync(join(folder, `${key}.svg`), svg);
  const shown = (key, title) => `![${title}](${name}/${key}.svg)`;
  draw('ratios', ratioPlot('How many times less CPU than the peer', rows.filter(({ ratio }) => ratio)));
  const works = Object.entries(found.works).map(([key, work]) => {
    draw(key, workPlot(found, work));
    return `${workTables(found, work)}\n\n${shown(key, `CPU per request: ${work.title}`)}`;
  });
  const { machine } = found;
  writeFileSync(file, `# Performance, beside what people use today

Written by \`bench/run${found.options}\`; not by hand. ${machine.date}, commit ${machine.commit}, ${machine.cores} cores of ${machine.model},
${machine.memoryGb} GiB, Linux ${machine.kernel}. Load average before: ${machine.load} (other work inflates every figure, ratios less).
${machine.versions}.
${whole(found.rows)} photos. ${found.rounds} rounds in turns, windows of ${found.seconds} s. The answers were compared first: ${found.same}: alike.

## The goals

${table(['work', 'must', 'stretch', 'measured (lowest–highest round)', ''], rows.map((row) => [row.what, row.must, row.stretch, row.measured, verdict(row)]))}

${shown('ratios', 'How many times less CPU than the peer')}

${limits}

## Requests

CPU is user and system time of the server process and its children per request; *in all* adds PostgreSQL's. Medians of the rounds.
Requests/s are those that were answered; a server that says at once that it is busy (*refused*, 503) is asked again at
once, and its refusals are among p50 to p99.

${works.join('\n\n')}

${[floors(found), pictures(found), acknowledged(found), idle(found)].filter(Boolean).join('\n\n')}
`);
}
