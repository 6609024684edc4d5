// How much waits in a project's queue: shown in the nav, by the review desk and in the tab's title.
// This is the one place that looks again by itself; whatever must follow the work follows this.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, path } from './api';
import type { Summary } from './api.gen';

const kLook_ms = 20_000;

export const summaryQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['review', 'summary', project_id],
    queryFn: ({ signal }) =>
      api.get<Summary>(path('/api/review/summary', { project_id }), signal),
  });

// The summary, looked at three times a minute, also while the tab is behind others: its title tells.
export function useSummary(project_id: string, enabled = true): Summary | undefined {
  return useQuery({
    ...summaryQuery(project_id),
    enabled: enabled && project_id !== '',
    refetchInterval: kLook_ms,
    refetchIntervalInBackground: true,
  }).data;
}
