// Slots that need no photo ("not applicable"): asked for by the crew, decided by the office; and
// which of what this app remembers is old after it.
import { infiniteQueryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError, api, path } from './api';
import type { AskWaiverIn, Waiver, WaiverDecision, WaiverPage } from './api.gen';

const kLook_ms = 60_000;

export const waiversKey = ['waivers'] as const;

// Where those closed without a photo stand.
export const closedPath = (project_id: string) =>
  path('/review', { project: project_id, view: 'closed' });

// The requests of a project that wait for a decision, or were agreed to; oldest first.
export const waiversQuery = (project_id: string, status: 'pending' | 'approved' = 'pending') =>
  infiniteQueryOptions({
    queryKey: [...waiversKey, project_id, status],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { project_id, status, cursor };
      return api.get<WaiverPage>(path('/api/not-applicable', query), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: kLook_ms,
    enabled: project_id !== '',
  });

function refreshAfter(client: QueryClient, section_id: string) {
  const touched = ([kind, , where]: readonly unknown[]) =>
    ['crew-counts', 'dashboard', 'photos', 'sections', waiversKey[0]].includes(kind as string) ||
    (kind === 'slots' && where === section_id);
  void client.invalidateQueries({ predicate: ({ queryKey }) => touched(queryKey) });
}

// Somebody was faster: what is on the screen is old.
const isLate = (failure: unknown) => failure instanceof ApiError && failure.status === 409;

// The acts on a request. Each renews what it touched, also when it came too late.
export function useWaiverActs() {
  const client = useQueryClient();
  return useMemo(() => {
    const post = async (section_id: string, url: string, body: object) => {
      try {
        const waiver = await api.post<Waiver>(url, body);
        refreshAfter(client, section_id);
        return waiver;
      } catch (failure) {
        if (isLate(failure)) refreshAfter(client, section_id);
        throw failure;
      }
    };
    const step = (verb: 'decide' | 'withdraw' | 'reopen') => (waiver: Waiver, body: object) =>
      post(waiver.section_id, `/api/not-applicable/${waiver.id}/${verb}`, body);
    const decideBy = step('decide');
    const withdrawBy = step('withdraw');
    const reopenBy = step('reopen');
    return {
      ask: ({ section_id, ...body }: AskWaiverIn) =>
        post(section_id, `/api/sections/${section_id}/not-applicable`, body),
      withdraw: (waiver: Waiver) => withdrawBy(waiver, {}),
      decide: (waiver: Waiver, decision: WaiverDecision, comment = '') =>
        decideBy(waiver, {
          decision,
          ...(comment && { comment }),
          seen_version: waiver.version,
        }),
      reopen: (waiver: Waiver, comment: string) => reopenBy(waiver, { comment }),
    };
  }, [client]);
}
