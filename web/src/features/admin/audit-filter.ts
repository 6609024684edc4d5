// The filters of the audit trail as they stand in the address. Days are the reader's days.
import type { AuditFilter } from './api';

const kDay = /^\d{4}-\d{2}-\d{2}$/;

// When a day begins here; `later` days after the one named.
function dayAt(text: string | null, later = 0): number | null {
  if (!text || !kDay.test(text)) return null;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, day + later).getTime();
}

export const readAuditFilter = (params: URLSearchParams): AuditFilter => ({
  project_id: params.get('project_id'),
  kind: params.get('kind'),
  actor_id: params.get('actor_id'),
  subject_id: params.get('subject_id'),
  from_ms: dayAt(params.get('from')),
  to_ms: dayAt(params.get('to'), 1), // the whole of that day
});

export const isFiltered = (filter: AuditFilter) =>
  Object.values(filter).some((value) => value !== null);
