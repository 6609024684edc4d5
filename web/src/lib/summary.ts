// How much waits in a project's queue; shown in the nav and by the review desk.
import { queryOptions } from '@tanstack/react-query';
import { api, path } from './api';
import type { Summary } from './api.gen';

const kLook_ms = 60_000;

export const summaryQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['review', 'summary', project_id],
    queryFn: ({ signal }) =>
      api.get<Summary>(path('/api/review/summary', { project_id }), signal),
    refetchInterval: kLook_ms,
  });
