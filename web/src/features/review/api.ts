// Requests of the review desk.
import { queryOptions } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { DecideIn, Decision, Order, Outcomes, PhotoRow, Status } from '../../lib/api.gen';

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

// One of one's own decisions, with the photo as it is now.
export interface DecidedRow {
  id: string;
  photo_id: string;
  decision: Decision;
  comment: string;
  decided_at_ms: number;
  photo: PhotoRow;
}

const kDecidedShown = 50;
export const decidedQuery = queryOptions({
  queryKey: ['decisions'],
  queryFn: ({ signal }) =>
    api.get<Page<DecidedRow>>(path('/api/decisions', { limit: kDecidedShown }), signal),
  select: (page) => page.items,
});

export const decide = (body: DecideIn) => api.post<Outcomes>('/api/decisions', body);
