// The cache of server state: how long a reply counts as fresh, and what is tried again.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isApiError } from './api';

export const kListFresh_ms = 30_000;
export const kCatalogueFresh_ms = 5 * 60_000;
const kMaxTries = 2;

// A refusal stays a refusal; only what may pass by itself is tried again.
export function mayPass(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

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
        staleTime: kListFresh_ms,
        // Asks although the browser believes to be offline: what is remembered can answer, and an
        // error says more than a list that never comes.
        networkMode: 'always',
        refetchOnReconnect: true,
        // Nothing moves that the person did not move: no refetch because a window got focus.
        refetchOnWindowFocus: false,
        retry: (count, error) => count < kMaxTries && mayPass(error),
      },
      mutations: { retry: false },
    },
  });
}
