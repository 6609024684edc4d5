// Requests of the dashboard and of a section's sign-off.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, path } from '../../lib/api';
import type { Project, SectionSlots } from '../../lib/api.gen';

// taken = pending + approved + retake + nonconforming; `due` counts every slot, also those closed as
// not applicable.
export interface Progress {
  due: number;
  taken: number;
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  not_applicable: number;
  extras: number;
}

// A route of the project, or a section of the route (then `sections` is 1).
export interface Part {
  id: string;
  code: string;
  name: string;
  sections: number;
  accepted: number;
  accepted_by_name?: string | null;
  accepted_at_ms?: number | null;
  progress: Progress;
}

export interface Waiting {
  oldest_at_ms: number | null;
  under_4_h: number;
  under_1_day: number;
  under_3_days: number;
  older: number;
}

export interface PersonWork {
  id: string;
  name: string;
  taken: number;
  approved: number;
  retake: number;
  nonconforming: number;
}

export interface DashboardReport {
  project: Project;
  route: { id: string; code: string; name: string } | null;
  total: Progress;
  parts: Part[];
  work_types: { id: string; name: string; progress: Progress }[];
  waiting: Waiting;
  people: PersonWork[];
  previews: number; // photos of which only a preview has come
}

const kAll = ['dashboard'] as const;

export const dashboardQuery = (project_id: string, route_id: string | null) =>
  queryOptions({
    queryKey: [...kAll, project_id, route_id],
    queryFn: ({ signal }) =>
      api.get<DashboardReport>(path('/api/dashboard', { project_id, route_id }), signal),
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
