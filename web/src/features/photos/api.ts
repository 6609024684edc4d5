// Requests of the photo list and the photo page.
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { Comment, PhotoRow } from '../../lib/api.gen';
import { photoKeys } from '../../lib/photos';
import { uuidV7 } from '../../lib/uuid';
import { queryOf, type PhotoFilter } from './filters';

const kPageSize = 60;

export const photosQuery = (filter: PhotoFilter) =>
  infiniteQueryOptions({
    queryKey: ['photos', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...queryOf(filter), limit: kPageSize, cursor: pageParam };
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
