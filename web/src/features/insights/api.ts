// Requests of the dashboard and of a section's sign-off.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, path } from '../../lib/api';
import type { Overview, SectionSlots } from '../../lib/api.gen';

const kAll = ['dashboard'] as const;

export const dashboardQuery = (project_id: string, route_id: string | null) =>
  queryOptions({
    queryKey: [...kAll, project_id, route_id],
    queryFn: ({ signal }) =>
      api.get<Overview>(path('/api/dashboard', { project_id, route_id }), signal),
  });

export const slotsQuery = (section_id: string) =>
  queryOptions({
    queryKey: [...kAll, 'slots', section_id],
    queryFn: ({ signal }) => api.get<SectionSlots>(`/api/sections/${section_id}/slots`, signal),
  });

function useSignOff(act: 'accept' | 'reopen', section_id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (comment: string) =>
      api.post<unknown>(`/api/sections/${section_id}/${act}`, comment ? { comment } : {}),
    // Also after a refusal: what was missing may show now.
    onSettled: () => client.invalidateQueries({ queryKey: kAll }),
  });
}
export const useAccept = (section_id: string) => useSignOff('accept', section_id);
export const useReopen = (section_id: string) => useSignOff('reopen', section_id);
