// Counts again, in SQL of its own, what the server counts as it goes.
const recount = `
  SELECT section_id, stage, status, COUNT(*) FROM photos WHERE newest AND NOT extra
  GROUP BY section_id, stage, status
  UNION ALL
  SELECT section_id, stage, 'extras', COUNT(*) FROM photos WHERE newest AND extra
  GROUP BY section_id, stage`;
const kept = `SELECT section_id, stage, pending, approved, retake, nonconforming, extras FROM section_counters`;
const kinds = ['pending', 'approved', 'retake', 'nonconforming', 'extras'];

export function checkCounters(database) {
  const counted = new Map(database.rows(recount).map(([section, stage, kind, n]) => [`${section} ${stage} ${kind}`, n]));
  const complaints = [];
  for (const [section, stage, ...counts] of database.rows(kept)) {
    kinds.forEach((kind, n) => {
      const key = `${section} ${stage} ${kind}`;
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
