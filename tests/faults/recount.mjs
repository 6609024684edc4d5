// Counts again, in SQL of its own, what the server counts as it goes.
const kinds = ['pending', 'approved', 'retake', 'nonconforming', 'extras', 'not_applicable'];
const kept = `
  SELECT 'section', section_id, stage, ${kinds.join(', ')} FROM section_counters
  UNION ALL SELECT 'route', route_id, checkpoint_id, ${kinds.join(', ')} FROM route_counters`;
const pieces = `
  SELECT s.route_id, p.section_id, p.checkpoint_id, p.stage,
         CASE WHEN p.extra THEN 'extras' ELSE p.status END AS kind
  FROM photos p JOIN sections s ON s.id = p.section_id WHERE p.newest
  UNION ALL
  SELECT s.route_id, w.section_id, w.checkpoint_id, w.stage, 'not_applicable'
  FROM waivers w JOIN sections s ON s.id = w.section_id WHERE w.status = 'approved'`;
const recount = `
  SELECT 'section', section_id, stage, kind, COUNT(*) FROM (${pieces}) a GROUP BY section_id, stage, kind
  UNION ALL
  SELECT 'route', route_id, checkpoint_id, kind, COUNT(*) FROM (${pieces}) b GROUP BY route_id, checkpoint_id, kind`;

export function checkCounters(database) {
  const counted = new Map(database.rows(recount).map((row) => [row.slice(0, 4).join(' '), row[4]]));
  const complaints = [];
  for (const [table, place, part, ...counts] of database.rows(kept)) {
    kinds.forEach((kind, n) => {
      const key = `${table} ${place} ${part} ${kind}`;
      if ((counted.get(key) ?? '0') !== counts[n])
        complaints.push(`counter ${key} is ${counts[n]}, counted ${counted.get(key) ?? 0}`);
      counted.delete(key);
    });
  }
  for (const [key, n] of counted) complaints.push(`no counter ${key}, counted ${n}`);
  return complaints;
}

// Row and event are one transaction; each photo has one job that develops it.
export function checkCompanions(database) {
  const lonely = (what, table, column) =>
    database
      .rows(`SELECT id FROM photos p WHERE NOT EXISTS (SELECT 1 FROM ${table} x WHERE x.${column} = p.id)`)
      .map(([id]) => `photo ${id} has no ${what}`);
  return [...lonely('event', 'events', 'subject_id'), ...lonely('job', 'jobs', 'subject_id')];
}
