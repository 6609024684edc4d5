// The demo's project: a fibre ring in Montevideo. Coordinates follow real streets closely enough to
// look right on a map; names of people and codes are made up.

export const project = {
  code: 'NR', name: 'North Ring fibre', route_word: 'feeder', section_word: 'span',
  time_zone: 'America/Montevideo', max_accuracy_m: 25, max_line_distance_m: 60,
};

const line = (...points) => ({ type: 'LineString', coordinates: points });

export const routes = [
  { code: 'N4', name: 'N4 Larrañaga', sections: [
    { code: 'S1', name: 'Varela–Garibaldi', line: line([-56.1519, -34.8702], [-56.1531, -34.8681], [-56.1540, -34.8664]) },
    { code: 'S2', name: 'Garibaldi–Centenario', line: line([-56.1540, -34.8664], [-56.1556, -34.8637], [-56.1563, -34.8622]) },
    { code: 'S3', name: 'Larrañaga–Varela', line: line([-56.1503, -34.8634], [-56.1519, -34.8660], [-56.1534, -34.8689]) },
    { code: 'S4', name: 'Cardal–Monte Caseros', line: line([-56.1563, -34.8622], [-56.1592, -34.8639], [-56.1611, -34.8655]) },
  ] },
  { code: 'N7', name: 'N7 Prado', sections: [
    { code: 'S1', name: 'Agraciada–Castro', line: line([-56.1951, -34.8612], [-56.1972, -34.8595], [-56.1990, -34.8579]) },
    { code: 'S2', name: 'Castro–Lucas Obes', line: line([-56.1990, -34.8579], [-56.2018, -34.8562], [-56.2041, -34.8551]) },
    { code: 'S3', name: 'Lucas Obes–Reyes', line: line([-56.2041, -34.8551], [-56.2063, -34.8537]) },
  ] },
];

export const workTypes = [
  { code: 'TR', name: 'Open trench', checkpoints: [
    { code: 'TR-00', name: 'Surface before', stage: 'before', photos_due: 2, hold_point: false,
      guidance: 'The whole width of the verge, from where the trench begins.' },
    { code: 'TR-01', name: 'Open trench', stage: 'during', photos_due: 2, hold_point: false,
      guidance: 'Depth staff in the trench, readable.' },
    { code: 'TR-03', name: 'Ducts laid', stage: 'during', spacing_m: 150, photos_due: 1, hold_point: true,
      guidance: 'All ducts and the staff in one shot, seen along the trench.' },
    { code: 'TR-04', name: 'Warning tape', stage: 'during', photos_due: 1, hold_point: false,
      guidance: 'Tape flat, 30 cm above the ducts, print readable.' },
    { code: 'TR-06', name: 'Reinstated', stage: 'after', photos_due: 2, hold_point: false,
      guidance: 'Same place and angle as the surface before.' },
  ] },
  { code: 'SP', name: 'Cable splice', checkpoints: [
    { code: 'SP-01', name: 'Tray open', stage: 'during', photos_due: 1, hold_point: false,
      guidance: 'Every fibre visible, labels readable.' },
    { code: 'SP-02', name: 'Closure labelled', stage: 'after', photos_due: 1, hold_point: false,
      guidance: 'Label and serial number in focus.' },
  ] },
];

export const people = [
  { name: 'Diego Sosa', email: 'diego@demo.local', role: 'crew' },
  { name: 'Lucía Méndez', email: 'lucia@demo.local', role: 'crew', lead: true },
  { name: 'Ana Pereira', email: 'ana@demo.local', role: 'reviewer' },
  { name: 'Ben Ortiz', email: 'ben@demo.local', role: 'reviewer' },
  { name: 'Carla Ruiz', email: 'carla@demo.local', role: 'viewer' },
];

// One shot a line: who, where, what, which picture, and what became of it.
export const shots = [
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-00', index: 1, photo: 'verge-1', then: 'approved' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-00', index: 2, photo: 'verge-5', then: 'approved' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-01', index: 1, photo: 'verge-2', then: 'approved' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-01', index: 2, photo: 'verge-3',
    then: 'retake', comment: 'The staff is not in the shot. Stand at the end of the trench.' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-03', index: 1, photo: 'verge-6', then: 'pending' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-03', index: 2, photo: 'verge-7',
    then: 'retake', comment: 'Third duct hidden by sand.',
    again: { photo: 'verge-8', comment: 'Sand brushed off the green one.', then: 'pending' } },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'TR-04', index: 1, photo: 'verge-4',
    then: 'nonconforming', comment: 'Tape lies directly on the ducts. Raise it to 30 cm, then photograph.' },
  { by: 'diego', route: 'N4', section: 'S3', checkpoint: 'SP-01', index: 1, photo: 'board-1', then: 'pending' },
  { by: 'lucia', route: 'N7', section: 'S1', checkpoint: 'TR-00', index: 1, photo: 'verge-9', then: 'approved' },
  { by: 'lucia', route: 'N7', section: 'S1', checkpoint: 'SP-01', index: 1, photo: 'board-2',
    then: 'retake', comment: 'Labels out of focus.',
    again: { photo: 'board-3', comment: 'Held steady this time.', then: 'approved' } },
  { by: 'lucia', route: 'N7', section: 'S2', checkpoint: 'SP-01', index: 1, photo: 'board-4', then: 'pending' },
  { by: 'lucia', route: 'N7', section: 'S3', checkpoint: 'SP-01', index: 1, photo: 'board-5', then: 'pending' },
  { by: 'diego', route: 'N4', section: 'S1', checkpoint: 'SP-01', index: 1, photo: 'board-6', then: 'pending', source: 'file' },
  { by: 'diego', route: 'N4', section: 'S2', checkpoint: 'SP-01', index: 1, photo: 'board-7', then: 'pending' },
];
