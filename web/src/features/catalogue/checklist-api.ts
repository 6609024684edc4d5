// Requests of the checklist: work types, checkpoints, their order, versions and example pictures.
import { queryOptions } from '@tanstack/react-query';
import { api, errorOf, path } from '../../lib/api';
import type { Checkpoint, CheckpointVersion, Stage, WorkType } from '../../lib/api.gen';
import type { Archivable } from './api';
import type { Change } from './draft';

interface Items<T> {
  items: T[];
}

export const workTypesQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['checklist', project_id, 'work-types'],
    queryFn: ({ signal }) =>
      api.get<Items<WorkType>>(path('/api/work-types', { project_id }), signal),
    select: ({ items }) => items,
  });

export const checkpointsKey = (project_id: string) => ['checklist', project_id, 'checkpoints'];
export const checkpointsQuery = (project_id: string) =>
  queryOptions({
    queryKey: checkpointsKey(project_id),
    queryFn: ({ signal }) =>
      api.get<Items<Checkpoint>>(
        path('/api/checkpoints', { project_id, archived: true }),
        signal,
      ),
    select: ({ items }) => items,
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['checklist', 'versions', id],
    queryFn: ({ signal }) =>
      api.get<Items<CheckpointVersion>>(`/api/checkpoints/${id}/versions`, signal),
    select: ({ items }) => items,
  });

export interface NewCheckpoint {
  work_type_id: string;
  code: string;
  name: string;
  stage: Stage;
}
export const createCheckpoint = (checkpoint: NewCheckpoint) =>
  api.post<Checkpoint>('/api/checkpoints', checkpoint);
export const changeCheckpoint = (id: string, change: Archivable<Checkpoint>) =>
  api.patch<Checkpoint>(`/api/checkpoints/${id}`, change);

export const createWorkType = (type: { project_id: string; code: string; name: string }) =>
  api.post<WorkType>('/api/work-types', type);
export const changeWorkType = (id: string, change: Change<WorkType>) =>
  api.patch<WorkType>(`/api/work-types/${id}`, change);

export interface ChecklistOrder {
  project_id: string;
  work_types: string[];
  checkpoints: string[];
}
export const orderChecklist = (order: ChecklistOrder) =>
  api.post<unknown>('/api/checklists/order', order);

export const pictureUrl = ({ id, picture_id }: Checkpoint): string | null =>
  picture_id && path(`/api/checkpoints/${id}/picture`, { v: picture_id });

export async function putPicture(id: string, file: File): Promise<void> {
  const body = new FormData();
  body.set('picture', file);
  const reply = await fetch(`/api/checkpoints/${id}/picture`, {
    method: 'PUT',
    credentials: 'same-origin',
    body,
  });
  if (!reply.ok) throw await errorOf(reply);
}
export const removePicture = (id: string) => api.delete(`/api/checkpoints/${id}/picture`);
