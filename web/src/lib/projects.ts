// The catalogue as the desk reads it, and which project a person works in (remembered here).
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api, path } from './api';
import type { Project, Route, Section, SectionCountsItems } from './api.gen';

const kKey = 'asbuilt.project';

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) => api.getAll<Project>('/api/projects', {}, signal),
  select: (page) => page.items.filter((project) => project.archived_at_ms === null),
});

export const routesQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['routes', project_id],
    queryFn: ({ signal }) => api.getAll<Route>('/api/routes', { project_id }, signal),
    select: (page) => page.items,
  });

export const sectionsQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['sections', project_id],
    queryFn: ({ signal }) => api.getAll<Section>('/api/sections', { project_id }, signal),
    select: (page) => page.items,
  });

// How many photos of each section are pending, by section id.
export const pendingQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['sections', project_id, 'counts'],
    queryFn: ({ signal }) =>
      api.get<SectionCountsItems>(path('/api/sections/counts', { project_id }), signal),
    select: ({ items }) => new Map(items.map((each) => [each.section_id, each.pending])),
  });

export const sectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['section', id],
    queryFn: ({ signal }) => api.get<Section>(`/api/sections/${id}`, signal),
  });

function remembered(): string | null {
  try {
    return localStorage.getItem(kKey);
  } catch {
    return null;
  }
}

export function rememberProject(id: string): void {
  try {
    localStorage.setItem(kKey, id);
  } catch {
    // The choice then lasts as long as the address.
  }
}

export interface ProjectChoice {
  project: Project | null; // null while loading, and when there is none
  projects: Project[];
  isPending: boolean;
  error: unknown;
  refetch: () => void;
}

// The project named by the address (?project=), else the last one used, else the first.
export function useProject(): ProjectChoice {
  const query = useQuery(projectsQuery);
  const [params] = useSearchParams();
  const projects = query.data ?? [];
  const wanted = params.get('project') ?? remembered();
  const project = projects.find((each) => each.id === wanted) ?? projects[0] ?? null;
  const { isPending, error } = query;
  return { project, projects, isPending, error, refetch: () => void query.refetch() };
}
