// Who is signed in. `me` is a query like any other; signing in or out writes the cache.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, isApiError } from './api';
import type { Me, Role } from './api.gen';

const kMeFresh_ms = 60_000;

// Null when nobody is signed in; an error only when the server could not say.
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await api.get<Me>('/api/auth/me', signal);
    } catch (error) {
      if (isApiError(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: kMeFresh_ms,
});

export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}

// Forgets everything the former person could see, then remembers the new one.
export function useSetMe(): (me: Me | null) => void {
  const client = useQueryClient();
  return (me) => {
    client.clear();
    client.setQueryData(meQuery.queryKey, me);
  };
}

// Where a person of this role starts the day.
export function homeOf(role: Role): string {
  if (role === 'crew') return '/capture';
  return role === 'viewer' ? '/photos' : '/review';
}

export const mayDecide = (role: Role) => role === 'reviewer' || role === 'admin';
