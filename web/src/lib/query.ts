// The cache of server state: how long a reply counts as fresh, and what is tried again. Freshness is
// decided here and nowhere else, by the first word of a query's key. What is asked again after it
// costs no bytes while nothing changed: api.ts asks with the ETag it has.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isApiError } from './api';

export const kListFresh_ms = 30_000;
export const kCatalogueFresh_ms = 5 * 60_000;
const kMaxTries = 2;
const kPatience_s = 10; // a longer wait is told to the person, not sat out

// What an office sets up once and everybody reads all day: projects to checkpoints, and people.
const kCatalogue = new Set([
  'projects',
  'routes',
  'sections',
  'section',
  'work-types',
  'checkpoints',
  'crew-checkpoints',
  'members',
  'users',
]);
// Figures that live under a catalogue's key move with the work.
const kMoving = new Set(['counts']);

export function freshFor_ms(key: readonly unknown[]): number {
  const moves = key.some((word) => kMoving.has(word as string));
  return kCatalogue.has(key[0] as string) && !moves ? kCatalogueFresh_ms : kListFresh_ms;
}

// A refusal stays a refusal; only what may pass by itself is tried again.
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

const askedWait_s = (error: unknown) =>
  error instanceof ApiError ? (error.retry_after_s ?? 0) : 0;

export const triesAgain = (count: number, error: unknown) =>
  count < kMaxTries && mayPass(error) && askedWait_s(error) <= kPatience_s;

// As long as the server asked for, and longer each time.
export const triesAgainAfter_ms = (count: number, error: unknown) =>
  Math.max(1_000 * 2 ** count, askedWait_s(error) * 1_000);

// `onSignedOut` is called when a request finds the session ended.
export function createQueryClient(onSignedOut: () => void = () => {}): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error, 'signed-out')) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: ({ queryKey }) => freshFor_ms(queryKey),
        gcTime: 2 * kCatalogueFresh_ms, // a screen left for a while comes back without a request
        // Asks although the browser believes to be offline: what is remembered can answer, and an
        // error says more than a list that never comes.
        networkMode: 'always',
        refetchOnReconnect: true,
        // Nothing moves that the person did not move: no refetch because a window got focus.
        refetchOnWindowFocus: false,
        retry: triesAgain,
        retryDelay: triesAgainAfter_ms,
      },
      // Without a network an act fails at once, in sight of who did it; never by itself hours later.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
