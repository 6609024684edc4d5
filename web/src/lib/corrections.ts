// Mending a mistake (product rule 5): reopen, move, withdraw, restore; and which of what this app
// remembers is old after it.
import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, path } from './api';
import type { Can, CheckpointItems, Photo, SectionSlots, Slot } from './api.gen';
import { photoKeys, photoQuery } from './photos';

// Where a photo hangs.
export interface SlotRef {
  section_id: string;
  checkpoint_id: string;
  stage: Slot['stage'];
  index: number;
}

export const slotRefOf = (photo: SlotRef): SlotRef => ({
  section_id: photo.section_id,
  checkpoint_id: photo.checkpoint_id,
  stage: photo.stage,
  index: photo.index,
});

export const sameSlot = (a: SlotRef, b: SlotRef) =>
  a.section_id === b.section_id &&
  a.checkpoint_id === b.checkpoint_id &&
  a.stage === b.stage &&
  a.index === b.index;

export const sectionSlotsQuery = (section_id: string) =>
  queryOptions({
    queryKey: ['slots', 'desk', section_id],
    queryFn: ({ signal }) => api.get<SectionSlots>(`/api/sections/${section_id}/slots`, signal),
    enabled: section_id !== '',
  });

export const checkpointNamesQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['checkpoints', project_id],
    queryFn: ({ signal }) =>
      api.get<CheckpointItems>(path('/api/checkpoints', { project_id }), signal),
    select: (page) => page.items,
  });

export type Correction =
  | { act: 'withdraw' | 'restore' }
  | { act: 'reopen'; comment: string }
  | { act: 'move'; to: SlotRef; comment?: string };

export type Act = Correction['act'];
const acts: Act[] = ['reopen', 'move', 'withdraw', 'restore'];

// Which corrections this person may make on the photo, in the order of their buttons.
export const actsOf = (can: Can): Act[] => acts.filter((act) => can[act]);

function bodyOf(correction: Correction, seen_version: number | undefined): object {
  const seen = seen_version === undefined ? {} : { seen_version };
  switch (correction.act) {
    case 'withdraw':
      return seen;
    case 'restore':
      return {};
    case 'reopen':
      return { comment: correction.comment, ...seen };
    case 'move': {
      const { to, comment } = correction;
      return { ...slotRefOf(to), ...(comment ? { comment } : {}), ...seen };
    }
  }
}

// What undoes `done`, for a photo that stood at `before`; null when nothing does.
export function undoOf(done: Correction, before: SlotRef): Correction | null {
  switch (done.act) {
    case 'withdraw':
      return { act: 'restore' };
    case 'restore':
      return { act: 'withdraw' };
    case 'move':
      return { act: 'move', to: slotRefOf(before) };
    case 'reopen':
      return null;
  }
}

type Place = SlotRef & { project_id: string };
type Chained = { previous?: { id: string } | null; replaced_by?: string | null };

const neighboursOf = ({ previous, replaced_by }: Chained) =>
  [previous?.id, replaced_by].filter((id) => id != null);

// Marks old exactly what `after` made old: the photo's thread, the attempts beside it, the lists and
// counts, and the photos due of the sections it left and came to.
export function refreshAfter(client: QueryClient, before: (Place & Chained) | null, after: Photo) {
  client.setQueryData(photoKeys.one(after.id), after);
  const old = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
  old(photoKeys.history(after.id));
  old(photoKeys.comments(after.id));
  const neighbours = [...neighboursOf(after), ...(before ? neighboursOf(before) : [])];
  for (const id of new Set(neighbours)) old(photoKeys.one(id));
  old(['photos']);
  old(['review', 'queue']);
  old(['decisions']);
  old(['review', 'summary', after.project_id]);
  old(['sections', after.project_id, 'counts']);
  const sections = new Set([after.section_id, before?.section_id]);
  const touched = ([kind, , where]: readonly unknown[]) =>
    (kind === 'slots' && sections.has(where as string)) ||
    (kind === 'crew-counts' && where === after.project_id);
  void client.invalidateQueries({ predicate: ({ queryKey }) => touched(queryKey) });
}

// Sends a correction and renews what it touches. `seen_version`: as the person saw the photo; an
// undo goes without, for the correction itself made a new version.
export function useCorrect() {
  const client = useQueryClient();
  return useCallback(
    async (id: string, correction: Correction, seen_version?: number): Promise<Photo> => {
      const known = client.getQueryData(photoQuery(id).queryKey) ?? null;
      const url = `/api/photos/${id}/${correction.act}`;
      const after = await api.post<Photo>(url, bodyOf(correction, seen_version));
      refreshAfter(client, known, after);
      return after;
    },
    [client],
  );
}
