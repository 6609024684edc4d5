// Requests of the crew's screens. Each list is remembered on the phone for days without a network.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, isUnreachable, path, type Page } from '../../lib/api';
import type {
  Checkpoint,
  CrewQueue,
  Project,
  Section,
  SectionCountsItems,
  SectionSlots,
} from '../../lib/api.gen';
import type { Point } from '../../lib/geo';
import { KeptPages, type Kept } from '../../lib/kept';

const kSectionsShown = 200;
const kPlacesForNear = 3; // about 100 m: walking a few steps asks nothing new

const kept = new KeptPages();

// `as`: under which name it is remembered, when the address holds more than that.
function getKept<T>(owner_id: string, url: string, signal?: AbortSignal, as = url): Promise<Kept<T>> {
  return kept.fetchKept(owner_id, as, () => api.get<T>(url, signal), isUnreachable);
}

// A remembered copy is shown at once, and renews by itself when the server can be reached again.
const kRenew_ms = 30_000;
const renewIn = (list: Kept<unknown> | undefined) => (list?.fresh === false ? kRenew_ms : false);
const renewing = {
  refetchOnReconnect: 'always',
  retry: false,
  refetchInterval: ({ state }: { state: { data?: Kept<unknown> | undefined } }) =>
    renewIn(state.data),
} as const;

// Only the first page is remembered: with a place it is the nearest.
export const sectionsQuery = (owner_id: string, near: Point | null) => {
  const round = (degrees: number) => degrees.toFixed(kPlacesForNear);
  const place = near ? `${round(near.lat)},${round(near.lon)}` : null;
  const limit = kSectionsShown;
  return infiniteQueryOptions({
    queryKey: ['crew-sections', owner_id, place],
    queryFn: async (context): Promise<Kept<Page<Section>>> => {
      const cursor = context.pageParam;
      // The list without a place comes to its end although a place is there by now: cut off, it would
      // be asked for again at every visit.
      const signal = place ? context.signal : undefined;
      const url = path('/api/sections', { near: place, limit, cursor });
      if (cursor) {
        return { body: await api.get(url, signal), fetched_at_ms: Date.now(), fresh: true };
      }
      // One copy, wherever it was asked for; how far away things are is true only there and then.
      const list = await getKept<Page<Section>>(owner_id, url, signal, '/api/sections');
      return list.fresh ? list : { ...list, body: withoutDistances(list.body) };
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ body, fresh }) => (fresh ? body.next : null),
    placeholderData: (previous) => previous,
    retry: false,
    refetchOnReconnect: 'always',
    refetchInterval: ({ state }) => renewIn(state.data?.pages[0]),
  });
};

const withoutDistances = (page: Page<Section>): Page<Section> => ({
  ...page,
  items: page.items.map((section) => ({ ...section, distance_m: null })),
});

export const searchSectionsQuery = (owner_id: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['crew-sections-search', owner_id, q],
    queryFn: ({ pageParam: cursor, signal }) =>
      api.get<Page<Section>>(path('/api/sections', { q, limit: 50, cursor }), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: q !== '',
    placeholderData: (previous) => previous,
  });

export const slotsKey = (owner_id: string, section_id: string) => ['slots', owner_id, section_id];

export const slotsQuery = (owner_id: string, section_id: string) =>
  queryOptions({
    queryKey: slotsKey(owner_id, section_id),
    queryFn: ({ signal }) =>
      getKept<SectionSlots>(owner_id, `/api/sections/${section_id}/slots`, signal),
    ...renewing,
  });

// How far each section of a project is.
export const countsQuery = (owner_id: string, project_id: string) =>
  queryOptions({
    queryKey: ['crew-counts', owner_id, project_id],
    queryFn: ({ signal }) => {
      const url = path('/api/sections/counts', { project_id });
      return getKept<SectionCountsItems>(owner_id, url, signal);
    },
    ...renewing,
  });

export const checkpointsQuery = (owner_id: string, project_id: string | undefined) =>
  queryOptions({
    queryKey: ['crew-checkpoints', owner_id, project_id],
    queryFn: ({ signal }) => {
      const url = path('/api/checkpoints', { project_id });
      return getKept<Page<Checkpoint>>(owner_id, url, signal);
    },
    enabled: project_id !== undefined,
    ...renewing,
  });

// The crew lead's view: whose photos came back, wait, and are still on phones.
export const kCrewQueue = 'crew-queue';
const kLook_ms = 60_000;

export const crewProjectsQuery = (owner_id: string) =>
  queryOptions({
    queryKey: ['crew-projects', owner_id],
    queryFn: ({ signal }) =>
      getKept<Page<Project>>(owner_id, path('/api/projects', { limit: kSectionsShown }), signal),
    ...renewing,
  });

export const crewQueueQuery = (owner_id: string, project_id: string | undefined) =>
  queryOptions({
    queryKey: [kCrewQueue, owner_id, project_id],
    queryFn: ({ signal }) =>
      getKept<CrewQueue>(owner_id, path('/api/crew/queue', { project_id }), signal),
    enabled: project_id !== undefined,
    ...renewing,
    refetchInterval: ({ state }) => renewIn(state.data) || kLook_ms,
  });
