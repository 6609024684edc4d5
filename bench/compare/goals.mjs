// The goals' table, row by row: what must be, what would be better, what was measured.
import { medianOf, ratioOf, ratioOfKeys } from './ratios.mjs';

const less = (ratio, must, stretch) => ({
  measured: `${ratio.median.toFixed(1)} × less (${ratio.low.toFixed(1)}–${ratio.high.toFixed(1)})`,
  must: `≥ ${must} ×`, stretch: `${stretch} ×`, value: ratio.median, ratio, mustBe: must,
  met: ratio.median >= must, stretched: ratio.median >= stretch,
});
const most = (value, unit, must, stretch, digits = 0) => ({
  measured: `${value.toFixed(digits)} ${unit}`, must: `≤ ${must} ${unit}`, stretch: `${stretch} ${unit}`,
  value, met: value <= must, stretched: value <= stretch,
});

function ratiosOf(work, rows) {
  if (!work) return [];
  return rows.map(([what, ours, theirs, key, must, stretch]) =>
    ({ what, ...less(ratioOf(work.windows[ours], work.windows[theirs], key), must, stretch) }));
}

const [sqlite, pg] = ['asbuiltSqlite', 'asbuiltPg'];

function pictureRows({ photos, quality }) {
  if (!photos) return [];
  const ours = photos.sent.asbuiltSqlite;
  const theirs = photos.sent.sqliteNormal;
  const { asbuilt, twoPasses } = quality.mean;
  const bytes = (asbuilt.bytes / twoPasses.bytes - 1) * 100;
  const ssim = asbuilt.ssim - twoPasses.ssim;
  const signed = (value, digits) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
  return [
    { what: '12 MP JPEG → display with stamp (ours with thumbnail and facts), CPU',
      ...less(ratioOfKeys(ours, 'decoderMs', photos.alone.twoPasses, 'cpuMs'), 5, 7) },
    { what: 'its bytes beside sharp\'s two passes', measured: `${signed(bytes, 1)} %`, must: '≤ +5 %', stretch: '',
      value: bytes, met: bytes <= 5 },
    { what: 'its SSIM beside sharp\'s two passes', measured: `${signed(ssim, 4)} (${asbuilt.ssim.toFixed(4)})`,
      must: '≥ −0.005', stretch: '', value: ssim, met: ssim >= -0.005 },
    { what: 'the same + thumbnail, whole path through HTTP, CPU', ...less(ratioOf(ours, theirs, 'cpuMs'), 4.5, 6) },
  ];
}

function memoryRows({ idle, works }) {
  const busy = Math.max(...Object.values(works).filter(({ connections }) => connections === 50)
    .flatMap(({ windows }) => windows[sqlite] ?? []).map(({ peakMb }) => peakMb), 0);
  return [
    { what: 'memory idle, decoder included (SQLite)', ...most(idle.asbuiltSqlite, 'MB', 40, 25) },
    ...(busy ? [{ what: 'memory at its highest with 50 busy connections (SQLite)', ...most(busy, 'MB', 110, 80) }] : []),
  ];
}

export function goalRows(found) {
  const { page, comment, decision, signIn } = found.works;
  return [
    ...ratiosOf(page, [
      ['page of 50 photos, SQLite: CPU', sqlite, 'sqliteNormal', 'cpuMs', 6, 10],
      ['page of 50 photos, PostgreSQL: CPU of the server', pg, 'pg', 'cpuMs', 10, 15],
      ['page of 50 photos, PostgreSQL: CPU in all', pg, 'pg', 'inAllMs', 5, 6.5],
      ['page of 50 photos, PostgreSQL: CPU in all, against the tuned peer', pg, 'pgTuned', 'inAllMs', 4, 5],
    ]),
    ...ratiosOf(comment, [
      ['comment, SQLite: ours durable, theirs NORMAL', sqlite, 'sqliteNormal', 'cpuMs', 8, 12],
      ['comment, SQLite: both durable (FULL)', sqlite, 'sqliteFull', 'cpuMs', 12, 20],
      ['comment, PostgreSQL: CPU in all', pg, 'pg', 'inAllMs', 6, 11],
    ]),
    ...ratiosOf(decision, [
      ['decision with event and counters, SQLite: CPU', sqlite, 'sqliteNormal', 'cpuMs', 5, 8],
      ['decision, PostgreSQL: CPU of the server, against one statement', pg, 'pgTuned', 'cpuMs', 6, 12],
      ['decision, PostgreSQL: CPU in all, against one statement', pg, 'pgTuned', 'inAllMs', 2.5, 4],
    ]),
    ...pictureRows(found),
    ...(found.acknowledged ? [{ what: 'upload of 4.9 MB, 10 crews: last byte to receipt, p95 (SQLite + folder)',
      ...most(medianOf(found.acknowledged.asbuiltSqlite, 'p95'), 'ms', 25, 10, 1) }] : []),
    ...ratiosOf(signIn, [['sign-in, SQLite: CPU', sqlite, 'sqliteNormal', 'cpuMs', 2.3, 2.6]]),
    ...memoryRows(found),
  ];
}
