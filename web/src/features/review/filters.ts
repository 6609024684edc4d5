// The filters of the desk and how they stand in the address, so that a link shows the same queue.
import type { Order, Status } from '../../lib/api.gen';
import type { QueueFilter } from './api';

export const statuses: Status[] = ['pending', 'retake', 'nonconforming', 'approved'];

export type View = 'single' | 'grid';

export function readFilter(params: URLSearchParams, project_id: string): QueueFilter {
  const status = statuses.find((each) => each === params.get('status')) ?? 'pending';
  const order: Order = params.get('order') === 'newest' ? 'newest' : 'oldest';
  const section_id = params.get('section');
  const route_id = section_id ? null : params.get('route');
  return { project_id, route_id, section_id, status, order };
}

export const readView = (params: URLSearchParams): View =>
  params.get('view') === 'grid' ? 'grid' : 'single';

// `params` with some values changed; null, and what is the default anyway, leaves the address.
export function withParams(
  params: URLSearchParams,
  changes: Record<string, string | null>,
): URLSearchParams {
  const defaults: Record<string, string> = { status: 'pending', order: 'oldest', view: 'single' };
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === defaults[key]) next.delete(key);
    else next.set(key, value);
  }
  return next;
}

export const isFiltered = (filter: QueueFilter) =>
  filter.section_id !== null || filter.route_id !== null || filter.status !== 'pending';
