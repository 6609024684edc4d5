// Requests of the set-up pages: projects, routes, sections, checklist and imports.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api';
import type { ImportReport, Project, Route, Section } from '../../lib/api.gen';
import { projectsQuery } from '../../lib/projects';
import type { Change } from './draft';

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

export interface NewPlace {
  code: string;
  name: string;
  length_m: number | null;
  narrowed: boolean;
}

// With what is archived, unlike the lists people work with.
export const allProjectsQuery = queryOptions({
  queryKey: ['projects', 'all'],
  queryFn: ({ signal }) => api.getAll<Project>('/api/projects', { archived: true }, signal),
  select: (page) => page.items,
});

export const allRoutesQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['routes', project_id, 'all'],
    queryFn: ({ signal }) =>
      api.getAll<Route>('/api/routes', { project_id, archived: true }, signal),
    select: (page) => page.items,
  });

export const allSectionsQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['sections', project_id, 'all'],
    queryFn: ({ signal }) =>
      api.getAll<Section>('/api/sections', { project_id, archived: true }, signal),
    select: (page) => page.items,
  });

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (project: NewProject) => api.post<Project>('/api/projects', project),
    onSuccess: () => client.invalidateQueries({ queryKey: projectsQuery.queryKey }),
  });
}

// The catalogue's lists hang together (a route's name stands in its sections), so all are asked
// again after any change, also after one that was refused.
export function useCatalogueChange<In, Out = unknown>(change: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return async (input: In): Promise<Out> => {
    try {
      return await change(input);
    } finally {
      const touched = ['projects', 'routes', 'sections', 'section', 'checklist', 'dashboard', 'access'];
      await Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: [key] })));
    }
  };
}

export type Archivable<T> = Change<T> & { archived?: boolean };

export const changeProject = (id: string, change: Archivable<Project>) =>
  api.patch<Project>(`/api/projects/${id}`, change);
export const changeRoute = (id: string, change: Archivable<Route>) =>
  api.patch<Route>(`/api/routes/${id}`, change);
export const changeSection = (id: string, change: Archivable<Section>) =>
  api.patch<Section>(`/api/sections/${id}`, change);

export const createRoute = (route: NewPlace & { project_id: string }) =>
  api.post<Route>('/api/routes', route);
export const createSection = (section: NewPlace & { route_id: string }) =>
  api.post<Section>('/api/sections', section);

// `commit` changes all or nothing; `preview` only says what would change.
export const importCatalogue = (csv: string, mode: 'preview' | 'commit') =>
  api.postText<ImportReport>(`/api/imports/catalogue?mode=${mode}`, 'text/csv', csv);
