// Reading one photo and what hangs on it; used by the desk and the photo page.
import { queryOptions } from '@tanstack/react-query';
import { api } from './api';
import type { CommentItems, HistoryEntryItems, Photo } from './api.gen';

export const photoKeys = {
  all: ['photo'] as const,
  one: (id: string) => ['photo', id] as const,
  comments: (id: string) => ['photo', id, 'comments'] as const,
  history: (id: string) => ['photo', id, 'history'] as const,
};

export const photoQuery = (id: string) =>
  queryOptions({
    queryKey: photoKeys.one(id),
    queryFn: ({ signal }) => api.get<Photo>(`/api/photos/${id}`, signal),
  });

export const commentsQuery = (id: string) =>
  queryOptions({
    queryKey: photoKeys.comments(id),
    queryFn: ({ signal }) => api.get<CommentItems>(`/api/photos/${id}/comments`, signal),
    select: (page) => page.items,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: photoKeys.history(id),
    queryFn: ({ signal }) =>
      api.get<HistoryEntryItems>(`/api/photos/${id}/history`, signal),
    select: (page) => page.items,
  });
