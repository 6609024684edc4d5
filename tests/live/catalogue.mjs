// A small fibre project, as the CSV that an office would import (docs/import.md).

const project = 'DEMO';
const names = ['Chapel to bridge', 'Bridge to school', 'School to depot'];
const line = (...coordinates) => JSON.stringify({ type: 'LineString', coordinates });

const checkpoint = (work_type, code, name, stage, guidance) => ({
  kind: 'checkpoint', work_type, checkpoint: code, name, stage, guidance, photos_due: 4,
});

// Sections lie end to end along one street, 100 m each.
function section(n) {
  const from = -0.1266 + n * 0.00144;
  const ends = line([from, 51.5007], [from + 0.00144, 51.5007]);
  return { kind: 'section', route: 'R1', section: `S${n + 1}`, name: names[n] ?? `Lot ${n + 1}`, line: ends };
}

export function catalogueCsv(emails, sections = names.length) {
  const rows = [
    { kind: 'project', name: 'North fibre', time_zone: 'Europe/London' },
    { kind: 'route', route: 'R1', name: 'Bridge Street' },
    ...Array.from({ length: sections }, (_, n) => section(n)),
    { kind: 'work_type', work_type: 'OT', name: 'Open trench' },
    { kind: 'work_type', work_type: 'MH', name: 'Manhole' },
    checkpoint('OT', 'CP-1', 'Trench depth', 'during', 'Whole staff in the picture, its foot on the floor.'),
    checkpoint('OT', 'CP-2', 'Warning tape', 'during', 'Tape 30 cm above the duct, print upward.'),
    checkpoint('MH', 'CP-3', 'Reinstated surface', 'after', 'Both ends of the section in view.'),
    ...emails.map((email) => ({ kind: 'member', email })),
  ].map((row) => ({ project, ...row }));
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const cell = (value = '') => (/[",\n]/.test(String(value)) ? `"${value.replaceAll('"', '""')}"` : value);
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}
