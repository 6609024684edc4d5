// A small fibre project, as the CSV that an office would import (docs/import.md).

const project = 'DEMO';
const names = ['Chapel to bridge', 'Bridge to school', 'School to depot'];
const line = (...coordinates) => JSON.stringify({ type: 'LineString', coordinates });

const checkpoint = (photos_due) => (work_type, code, name, stage, guidance) => ({
  kind: 'checkpoint', work_type, checkpoint: code, name, stage, guidance, photos_due,
});

// Sections lie end to end along one street, 100 m each.
function section(n, route) {
  const from = -0.1266 + n * 0.00144;
  const ends = line([from, 51.5007], [from + 0.00144, 51.5007]);
  return { kind: 'section', route, section: `S${n + 1}`, name: names[n] ?? `Lot ${n + 1}`, line: ends };
}

export function catalogueCsv(emails, { sections = names.length, routes = 1, photosDue = 4 } = {}) {
  const due = checkpoint(photosDue);
  const rows = [
    { kind: 'project', name: 'North fibre', time_zone: 'Europe/London' },
    ...Array.from({ length: routes }, (_, n) => ({
      kind: 'route', route: `R${n + 1}`, name: n === 0 ? 'Bridge Street' : `Route ${n + 1}`,
    })),
    ...Array.from({ length: sections }, (_, n) => section(n, `R${Math.floor((n * routes) / sections) + 1}`)),
    { kind: 'work_type', work_type: 'OT', name: 'Open trench' },
    { kind: 'work_type', work_type: 'MH', name: 'Manhole' },
    due('OT', 'CP-1', 'Trench depth', 'during', 'Whole staff in the picture, its foot on the floor.'),
    due('OT', 'CP-2', 'Warning tape', 'during', 'Tape 30 cm above the duct, print upward.'),
    due('MH', 'CP-3', 'Reinstated surface', 'after', 'Both ends of the section in view.'),
    ...emails.map((email) => ({ kind: 'member', email })),
  ].map((row) => ({ project, ...row }));
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const cell = (value = '') => (/[",\n]/.test(String(value)) ? `"${value.replaceAll('"', '""')}"` : value);
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}
