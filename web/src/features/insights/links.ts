// Addresses behind the dashboard's numbers. The photo list reads the same names.
import { path } from '../../lib/api';

export interface Place {
  project_id: string;
  route_id?: string | null;
  section_id?: string | null;
  work_type_id?: string | null;
  checkpoint_id?: string | null;
}

interface Narrowed {
  status?: string;
  by?: string;
  received?: 'preview';
  attempts?: 'counted' | 'extra';
}

// Of every slot the attempt that counts, and no extras: what the counters count.
export const countedPath = (place: Place, status?: string) =>
  photosPath(place, { ...(status && { status }), attempts: 'counted' });

export const extrasPath = (place: Place) => photosPath(place, { attempts: 'extra' });

export const photosPath = (place: Place, narrowed: Narrowed = {}) =>
  path('/photos', {
    project: place.project_id,
    route: place.route_id,
    section: place.section_id,
    work: place.work_type_id,
    checkpoint: place.checkpoint_id,
    ...narrowed,
  });

export const reviewPath = ({ project_id, route_id, section_id }: Place) =>
  path('/review', { project: project_id, route: route_id, section: section_id, view: 'grid' });

export const dashboardPath = ({ project_id, route_id, section_id }: Place) =>
  path('/dashboard', { project: project_id, route: route_id, section: section_id });
