// Requests of the photo list and the photo page.
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { Comment, PhotoRow } from '../../lib/api.gen';
import { photoKeys } from '../../lib/photos';
import { uuidV7 } from '../../lib/uuid';

export interface PhotoFilter {
  project_id: string;
  section_id: string | null;
  status: string | null;
  owner_id: 'me' | null;
}

const kPageSize = 60;

// The server drives a list by section or by project, never by both.
export const photosQuery = (filter: PhotoFilter) =>
  infiniteQueryOptions({
    queryKey: ['photos', filter],
    queryFn: ({ pageParam, signal }) => {
      const { section_id, project_id, status, owner_id } = filter;
      const driver = section_id ? { section_id } : { project_id };
      const query = { ...driver, status, owner_id, limit: kPageSize, cursor: pageParam };
      return api.get<Page<PhotoRow>>(path('/api/photos', query), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

// The id is made here, so that sending again after a lost answer makes no double.
export function useComment(photo_id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (comment: { id: string; text: string }) =>
      api.post<Comment>(`/api/photos/${photo_id}/comments`, comment),
    onSuccess: () => client.invalidateQueries({ queryKey: photoKeys.one(photo_id) }),
  });
}

export const newCommentId = () => uuidV7();
