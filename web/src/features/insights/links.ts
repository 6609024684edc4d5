// Addresses behind the dashboard's numbers. The photo list reads the same names.
import { path } from '../../lib/api';

export interface Place {
  project_id: string;
  route_id?: string | null;
  section_id?: string | null;
}

interface Narrowed {
  status?: string;
  by?: string;
  received?: 'preview';
  attempts?: 'newest';
}

// Of every slot the attempt that counts: what the counters count.
export const countedPath = (place: Place, status?: string) =>
  photosPath(place, { ...(status && { status }), attempts: 'newest' });

export const photosPath = ({ project_id, route_id, section_id }: Place, narrowed: Narrowed = {}) =>
  path('/photos', { project: project_id, route: route_id, section: section_id, ...narrowed });

export const reviewPath = ({ project_id, route_id, section_id }: Place) =>
  path('/review', { project: project_id, route: route_id, section: section_id, view: 'grid' });

export const dashboardPath = ({ project_id, route_id, section_id }: Place) =>
  path('/dashboard', { project: project_id, route: route_id, section: section_id });
