// Requests of the review desk.
import { queryOptions } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { DecideIn, Order, Outcomes, PhotoRow, Status } from '../../lib/api.gen';

export interface QueueFilter {
  project_id: string;
  route_id: string | null;
  section_id: string | null;
  status: Status;
  order: Order;
}

export const kPageSize = 50;

const fetchQueue = (filter: QueueFilter, cursor: string | null, signal?: AbortSignal) =>
  api.get<Page<PhotoRow>>(
    path('/api/review/queue', { ...filter, cursor, limit: kPageSize }),
    signal,
  );

// Coming back to the desk within the time of a list asks nothing; a decision makes all of it old.
export const queueKey = ['review', 'queue'] as const;
export const queueQuery = (filter: QueueFilter, cursor: string | null) =>
  queryOptions({
    queryKey: [...queueKey, filter, cursor],
    queryFn: ({ signal }) => fetchQueue(filter, cursor, signal),
  });

// What came in last under the same filter; looked at when the project's summary changed, to
// announce, never to insert.
export const freshQuery = (filter: QueueFilter) =>
  queryOptions({
    queryKey: ['review', 'fresh', { ...filter, order: 'newest' }],
    queryFn: ({ signal }) => fetchQueue({ ...filter, order: 'newest' }, null, signal),
    retry: false,
  });

export const decide = (body: DecideIn) => api.post<Outcomes>('/api/decisions', body);
