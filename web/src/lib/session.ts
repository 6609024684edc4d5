// Who is signed in. `me` is a query like any other; signing in or out writes the cache. The last
// answer is remembered on the device, so that the app opens without a network.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { api, forgetReplies, isApiError, isUnreachable } from './api';
import type { Me, Role } from './api.gen';

const kMeFresh_ms = 60_000;
const kSlow_ms = 4_000;
const kKey = 'asbuilt.me';

function remembered(): Me | null {
  try {
    return JSON.parse(localStorage.getItem(kKey) ?? 'null') as Me | null;
  } catch {
    return null; // storage refused or hurt: the server is asked
  }
}

export function rememberMe(me: Me | null): void {
  try {
    if (me) localStorage.setItem(kKey, JSON.stringify(me));
    else localStorage.removeItem(kKey);
  } catch {
    // The app then opens only with a network.
  }
}

async function askMe(signal: AbortSignal): Promise<Me | null> {
  try {
    const me = await api.get<Me>('/api/auth/me', signal);
    rememberMe(me);
    return me;
  } catch (error) {
    if (!isApiError(error) || error.status !== 401) throw error;
    rememberMe(null);
    return null;
  }
}

// The server's word; from the device when it cannot be had soon. A wrong guess does no harm: the
// server asks for the session with every request.
async function findMe(signal: AbortSignal): Promise<Me | null> {
  const known = remembered();
  if (!known) return askMe(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slow = new Promise<Me>((resolve) => (timer = setTimeout(() => resolve(known), kSlow_ms)));
  try {
    return await Promise.race([askMe(signal), slow]);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return known;
  } finally {
    clearTimeout(timer);
  }
}

// Null when nobody is signed in; an error only when nobody could say.
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => findMe(signal),
  staleTime: kMeFresh_ms,
});

export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}

// For what stays mounted while people come and go: asks nobody, and sees the cache being emptied.
export function useKnownMe(): Me | null {
  const client = useQueryClient();
  return useSyncExternalStore(
    (changed) => client.getQueryCache().subscribe(changed),
    () => client.getQueryData(meQuery.queryKey) ?? null,
  );
}

// Forgets everything the former person could see, then remembers the new one.
export function useSetMe(): (me: Me | null) => void {
  const client = useQueryClient();
  return (me) => {
    client.clear();
    forgetReplies();
    rememberMe(me);
    client.setQueryData(meQuery.queryKey, me);
  };
}

// Where a person of this role starts the day.
export function homeOf(role: Role): string {
  if (role === 'crew') return '/capture';
  return role === 'reviewer' ? '/review' : '/dashboard';
}

export const mayDecide = (role: Role) => role === 'reviewer' || role === 'admin';
export const mayDownload = (role: Role) => role !== 'crew';
