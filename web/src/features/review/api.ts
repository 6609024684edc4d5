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
const kLook_ms = 30_000;

export const fetchQueue = (filter: QueueFilter, cursor: string | null, signal?: AbortSignal) =>
  api.get<Page<PhotoRow>>(
    path('/api/review/queue', { ...filter, cursor, limit: kPageSize }),
    signal,
  );

// What came in last under the same filter; looked at twice a minute to announce, never to insert.
export const freshQuery = (filter: QueueFilter) =>
  queryOptions({
    queryKey: ['review', 'fresh', { ...filter, order: 'newest' }],
    queryFn: ({ signal }) => fetchQueue({ ...filter, order: 'newest' }, null, signal),
    refetchInterval: kLook_ms,
    staleTime: kLook_ms,
    retry: false,
  });

export const decide = (body: DecideIn) => api.post<Outcomes>('/api/decisions', body);
