// The filters of the photo list: how they stand in the address, in a request, and in an export's.
import type { Received, Stage, Status } from '../../lib/api.gen';

export const statuses: Status[] = ['pending', 'approved', 'retake', 'nonconforming'];
export const stages: Stage[] = ['before', 'during', 'after'];
export const flags = [
  'no-position',
  'position-removed',
  'far-from-line',
  'poor-accuracy',
  'far-from-last',
  'override',
  'from-file',
  'canvas',
  'clock-off',
  'duplicate',
  'damaged',
] as const;
export type Flag = (typeof flags)[number];
const received: Received[] = ['preview', 'original'];
// Of each slot the newest attempt; with extras, as numbers count it, or extras alone.
export const attempts = ['newest', 'counted', 'extra'] as const;

export interface PhotoFilter {
  project_id: string;
  route_id: string | null;
  section_id: string | null;
  work_type_id: string | null; // of the checkpoint
  checkpoint_id: string | null;
  stage: Stage | null;
  status: Status | null;
  owner_id: string | null; // "me", or a person's id
  from: string | null; // days of the reader's zone, "2026-11-20", both included
  to: string | null;
  flag: Flag | null;
  received: Received | null;
  attempts: (typeof attempts)[number] | null;
  search: string;
}

const kDay = /^\d{4}-\d\d-\d\d$/;
const oneOf = <T extends string>(all: readonly T[], text: string | null): T | null =>
  all.find((each) => each === text) ?? null;
const dayOf = (text: string | null) =>
  text && kDay.test(text) && !Number.isNaN(startOfDay(text)) ? text : null;

export function readFilter(params: URLSearchParams, project_id: string): PhotoFilter {
  const section_id = params.get('section');
  const checkpoint_id = params.get('checkpoint');
  return {
    project_id,
    section_id,
    route_id: section_id ? null : params.get('route'),
    checkpoint_id,
    work_type_id: checkpoint_id ? null : params.get('work'),
    stage: oneOf(stages, params.get('stage')),
    status: oneOf(statuses, params.get('status')),
    owner_id: params.get('by'),
    from: dayOf(params.get('from')),
    to: dayOf(params.get('to')),
    flag: oneOf(flags, params.get('flag')),
    received: oneOf(received, params.get('received')),
    attempts: oneOf(attempts, params.get('attempts')),
    search: params.get('q') ?? '',
  };
}

// `params` with some values changed; null leaves the address.
export function withParams(params: URLSearchParams, changes: Record<string, string | null>) {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(key);
    else next.set(key, value);
  }
  return next;
}

export const isFiltered = ({ project_id: _, ...chosen }: PhotoFilter) =>
  Object.values(chosen).some((value) => value !== null && value !== '');

const startOfDay = (day: string) => new Date(`${day}T00:00`).getTime();

function endOfDay(day: string): number {
  const end = new Date(`${day}T00:00`);
  end.setDate(end.getDate() + 1); // not 24 h: days have 23 and 25 of them too
  return end.getTime() - 1;
}

// What the server is asked for. It drives a list by section or by project, never by both.
export function queryOf(filter: PhotoFilter): Record<string, string | number | null> {
  const { project_id, section_id, from, to, attempts, search, ...same } = filter;
  return {
    ...same,
    ...(section_id ? { section_id } : { project_id }),
    received_from_ms: from && startOfDay(from),
    received_to_ms: to && endOfDay(to),
    newest_only: attempts && 'true',
    extra: attempts === 'counted' ? 'false' : attempts === 'extra' ? 'true' : null,
    search: search || null,
  };
}
