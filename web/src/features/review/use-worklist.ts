// Loads a round of review page by page, sends decisions, and watches for what is new.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { ApiError } from '../../lib/api';
import type { Decision, PhotoRow } from '../../lib/api.gen';
import { photoKeys } from '../../lib/photos';
import { errorText } from '../../ui/states';
import { decide, fetchQueue, freshQuery, type QueueFilter } from './api';
import { saveDraft } from './drafts';
import { nothing, reduce, type Act, type Result } from './worklist';

const kLoadAhead = 12;

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

export function useWorklist(filter: QueueFilter) {
  const [list, dispatch] = useReducer(reduce, nothing);
  const [failure, setFailure] = useState<unknown>(null);
  const [loaded, setLoaded] = useState(false);
  const loading = useRef(false);
  const client = useQueryClient();

  const loadPage = useCallback(
    async (cursor: string | null, signal?: AbortSignal) => {
      if (loading.current) return;
      loading.current = true;
      setFailure(null);
      try {
        const page = await fetchQueue(filter, cursor, signal);
        if (signal?.aborted) return;
        dispatch({ type: 'page', rows: page.items, next: page.next });
        setLoaded(true);
      } catch (error) {
        if (!signal?.aborted) setFailure(error);
      } finally {
        loading.current = false;
      }
    },
    [filter],
  );

  // The screen is keyed by its filter, so this runs once a round.
  useEffect(() => {
    const stop = new AbortController();
    loading.current = false;
    void loadPage(null, stop.signal);
    return () => stop.abort();
  }, [loadPage]);

  useEffect(() => {
    if (list.next && list.at > list.entries.length - kLoadAhead) void loadPage(list.next);
  }, [list.next, list.at, list.entries.length, loadPage]);

  const fresh = useQuery({ ...freshQuery(filter), enabled: loaded }).data;
  useEffect(() => {
    if (fresh) dispatch({ type: 'arrived', rows: fresh.items });
  }, [fresh]);

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
      void client.invalidateQueries({ queryKey: ['photos'], refetchType });
      return results;
    },
    [client],
  );

  useUnsentGuard(list.entries.some((entry) => entry.sending));
  const act = useCallback((what: Act) => dispatch(what), []);
  return { list, act, send, loaded, failure, retry: () => void loadPage(list.next) };
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
