// The news feed in components. Nothing here refreshes a list: a screen says that there is more, and
// its person decides when to look.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LiveEvent } from './api.gen';
import { live, subscribe, type LiveListener, type LiveState } from './live';

const kEventsKept = 500;

export interface LiveChanges {
  events: readonly LiveEvent[]; // since the last clear(), oldest first
  look_again: boolean; // more may have changed than the events say
  clear: () => void; // the person has looked
}

const nothing = { events: [] as readonly LiveEvent[], look_again: false };

// Keeps the feed open while somebody is signed in; one of it, at the root.
export function useLiveFeed(user_id: string | undefined): void {
  useEffect(() => {
    if (!user_id) return;
    const look = () => live.look();
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    document.addEventListener('visibilitychange', look);
    live.start();
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
      document.removeEventListener('visibilitychange', look);
      live.stop();
    };
  }, [user_id]);
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watchState, live.getState);
}

// Calls the listener, always its newest form, with each piece of news.
export function useLiveNews(listener: LiveListener): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => subscribe((news) => newest.current(news)), []);
}

// What changed in a project (null: in any) since the person last looked. `wants` picks the events
// that count.
export function useLive(
  project_id: string | null,
  wants: (event: LiveEvent) => boolean = () => true,
): LiveChanges {
  const [changes, setChanges] = useState(nothing);
  useLiveNews((news) => {
    if (news.what === 'anything') return setChanges((now) => ({ ...now, look_again: true }));
    const { event } = news;
    if (project_id !== null && event.project_id !== project_id) return;
    if (!wants(event)) return;
    setChanges((now) => ({ ...now, events: [...now.events, event].slice(-kEventsKept) }));
  });
  useEffect(() => setChanges(nothing), [project_id]);
  const clear = useCallback(() => setChanges(nothing), []);
  return { ...changes, clear };
}

// Of how many photos of the project there is such news since the person last looked.
export function useLiveCount(
  project_id: string | null,
  wants?: (event: LiveEvent) => boolean,
): { count: number; look_again: boolean; clear: () => void } {
  const { events, look_again, clear } = useLive(project_id, wants);
  return { count: new Set(events.map(({ photo_id }) => photo_id)).size, look_again, clear };
}
