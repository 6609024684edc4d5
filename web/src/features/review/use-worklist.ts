// Loads a round of review page by page, sends decisions, and watches for what is new.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { ApiError } from '../../lib/api';
import type { Decision, PhotoRow } from '../../lib/api.gen';
import { photoKeys } from '../../lib/photos';
import { useSummary } from '../../lib/summary';
import { errorText } from '../../ui/states';
import { decide, freshQuery, queueKey, queueQuery, type QueueFilter } from './api';
import { saveDraft } from './drafts';
import { nothing, reduce, type Act, type Result } from './worklist';

const kLoadAhead = 12;
const kPagesToWanted = 6;

// One problem for every photo of a request that failed as a whole.
function failedResults(rows: PhotoRow[], error: unknown): Result[] {
  const code = error instanceof ApiError ? error.code : 'unknown';
  const problem = { code, detail: errorText(error) };
  return rows.map((row) => ({ photo_id: row.id, ok: false, problem }));
}

// What was written for a decision that did not stand stays with its photo as a draft.
function keepWords(results: Result[], decision: Decision, comment: string): void {
  for (const { photo_id, ok } of results) {
    saveDraft(photo_id, decision, { phrases: [], words: ok ? '' : comment });
  }
}

interface Pages {
  rows: PhotoRow[];
  next: string | null;
}

// The first page; and, when the address names a photo, as many more as lead to it.
async function firstPages(client: QueryClient, filter: QueueFilter, wanted: string | null) {
  const loaded: Pages = { rows: [], next: null };
  for (let page = 0; page < (wanted ? kPagesToWanted : 1); ++page) {
    const { items, next } = await client.fetchQuery(queueQuery(filter, loaded.next));
    loaded.rows.push(...items);
    loaded.next = next;
    if (next === null || loaded.rows.some(({ id }) => id === wanted)) break;
  }
  return loaded;
}

// `wanted`: the photo to begin at.
export function useWorklist(filter: QueueFilter, wanted: string | null = null) {
  const [list, dispatch] = useReducer(reduce, nothing);
  const [failure, setFailure] = useState<unknown>(null);
  const [loaded, setLoaded] = useState(false);
  const [begin_at] = useState(wanted);
  const loading = useRef(false);
  const client = useQueryClient();

  const load = useCallback(async (pages: () => Promise<Pages>, stop?: AbortSignal) => {
    if (loading.current) return;
    loading.current = true;
    setFailure(null);
    try {
      const { rows, next } = await pages();
      if (stop?.aborted) return;
      dispatch({ type: 'page', rows, next });
      setLoaded(true);
    } catch (error) {
      if (!stop?.aborted) setFailure(error);
    } finally {
      loading.current = false;
    }
  }, []);

  // The screen is keyed by its filter, so this runs once a round.
  const begin = useCallback(
    async (stop?: AbortSignal) => {
      await load(() => firstPages(client, filter, begin_at), stop);
      if (begin_at) dispatch({ type: 'go_id', id: begin_at });
    },
    [client, filter, begin_at, load],
  );
  useEffect(() => {
    const stop = new AbortController();
    loading.current = false;
    void begin(stop.signal);
    return () => stop.abort();
  }, [begin]);

  const { next } = list;
  const more = useCallback(
    (cursor: string) =>
      load(async () => {
        const page = await client.fetchQuery(queueQuery(filter, cursor));
        return { rows: page.items, next: page.next };
      }),
    [client, filter, load],
  );
  useEffect(() => {
    if (next && list.at > list.entries.length - kLoadAhead) void more(next);
  }, [next, list.at, list.entries.length, more]);

  useArrivals(filter, loaded, dispatch);

  const send = useCallback(
    async (rows: PhotoRow[], decision: Decision, comment: string) => {
      const ids = rows.map((row) => row.id);
      dispatch({ type: 'decide', ids, decision });
      const body = { photo_ids: ids, decision, seen_versions: rows.map((row) => row.version) };
      let results: Result[];
      try {
        results = (await decide(comment ? { ...body, comment } : body)).outcomes;
      } catch (error) {
        results = failedResults(rows, error);
      }
      keepWords(results, decision, comment);
      dispatch({ type: 'result', results });
      for (const id of ids) client.removeQueries({ queryKey: photoKeys.one(id) });
      // Marked old, not fetched: the counters behind this screen may wait until they are looked at.
      const refetchType = 'none';
      void client.invalidateQueries({ queryKey: ['review', 'summary'], refetchType });
      void client.invalidateQueries({ queryKey: queueKey, refetchType });
      void client.invalidateQueries({ queryKey: ['decisions'], refetchType });
      void client.invalidateQueries({ queryKey: ['photos'], refetchType });
      return results;
    },
    [client],
  );

  useUnsentGuard(list.entries.some((entry) => entry.sending));
  const act = useCallback((what: Act) => dispatch(what), []);
  return { list, act, send, loaded, failure, retry: () => void (next ? more(next) : begin()) };
}

// Looks at what came in last whenever the project's summary says that something moved.
function useArrivals(filter: QueueFilter, loaded: boolean, dispatch: (act: Act) => void): void {
  const client = useQueryClient();
  const summary = useSummary(filter.project_id);
  const moved = summary && JSON.stringify(summary);
  const seen = useRef<string | undefined>(undefined);
  useEffect(() => {
    const before = seen.current;
    seen.current = moved;
    if (before === undefined || before === moved) return;
    void client.invalidateQueries({ queryKey: ['review', 'fresh'] });
    void client.invalidateQueries({ queryKey: queueKey, refetchType: 'none' });
  }, [client, moved]);
  const fresh = useQuery({ ...freshQuery(filter), enabled: loaded }).data;
  useEffect(() => {
    if (fresh) dispatch({ type: 'arrived', rows: fresh.items });
  }, [fresh, dispatch]);
}

// Leaving while a decision is on its way would lose the answer to it.
function useUnsentGuard(sending: boolean): void {
  useEffect(() => {
    if (!sending) return;
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [sending]);
}
