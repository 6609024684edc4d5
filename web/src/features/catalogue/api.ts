// Requests of the set-up pages: projects and imports.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api';
import type { ImportReport, Project } from '../../lib/api.gen';
import { projectsQuery } from '../../lib/projects';

export interface NewProject {
  code: string;
  name: string;
  route_word?: string;
  section_word?: string;
  time_zone?: string;
  max_accuracy_m?: number;
  max_line_distance_m?: number;
  max_photo_distance_m?: number;
}

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (project: NewProject) => api.post<Project>('/api/projects', project),
    onSuccess: () => client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  });
}

// `commit` changes all or nothing; `preview` only says what would change.
export const importCatalogue = (csv: string, mode: 'preview' | 'commit') =>
  api.postText<ImportReport>(`/api/imports/catalogue?mode=${mode}`, 'text/csv', csv);
