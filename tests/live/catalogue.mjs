// A small fibre project, as the CSV that an office would import (docs/import.md).

const line = (points) => JSON.stringify({ type: 'LineString', coordinates: points });

function rows(emails) {
  const project = 'DEMO';
  const all = [
    { kind: 'project', code: project, name: 'North fibre', time_zone: 'Europe/London' },
    { kind: 'route', project, code: 'R1', name: 'Bridge Street', line: line([[-0.1266, 51.5007], [-0.1206, 51.5007]]) },
    { kind: 'work_type', project, code: 'OT', name: 'Open trench' },
    { kind: 'work_type', project, code: 'MH', name: 'Manhole' },
    ...[1, 2, 3].map((n) => ({
      kind: 'section',
      project,
      route: 'R1',
      code: `S${n}`,
      name: ['Chapel to bridge', 'Bridge to school', 'School to depot'][n - 1],
      length_m: 120,
      line: line([[-0.1266 + n * 0.0015 - 0.0015, 51.5007], [-0.1266 + n * 0.0015, 51.5007]]),
    })),
    checkpoint(project, 'OT', 'CP-1', 'Trench depth', 'during', 'Whole staff in the picture, its foot on the trench floor.'),
    checkpoint(project, 'OT', 'CP-2', 'Warning tape', 'during', 'Tape 30 cm above the duct, print upward.'),
    checkpoint(project, 'MH', 'CP-3', 'Reinstated surface', 'after', 'Both ends of the section in view.'),
    ...emails.map((email) => ({ kind: 'member', project, email })),
  ];
  return all;
}

const checkpoint = (project, work_type, code, name, stage, guidance) => ({
  kind: 'checkpoint', project, work_type, code, name, stage, guidance, photos_due: 4,
});

export function catalogueCsv(emails) {
  const all = rows(emails);
  const columns = [...new Set(all.flatMap(Object.keys))];
  const cell = (value = '') => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value);
  return [columns, ...all.map((row) => columns.map((column) => row[column]))]
    .map((row) => row.map(cell).join(','))
    .join('\n');
}
