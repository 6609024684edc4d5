// The requests that wait, page after page, with a cursor for the keys. What was just decided is
// hidden until the list is loaded again.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { waiversQuery } from '../../lib/waivers';

const kLoadAhead = 5;

export type WaiverList = ReturnType<typeof useWaiverList>;

export function useWaiverList(project_id: string) {
  const query = useInfiniteQuery(waiversQuery(project_id));
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState(0);
  const loaded = query.data?.pages.flatMap((page) => page.items) ?? [];
  const items = loaded.filter(({ id }) => !hidden.has(id));
  // A line that leaves hands its place to the next one; after the last, the one before.
  const at = Math.max(0, Math.min(wanted, items.length - 1));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  const go = (to: number) => {
    setWanted(Math.max(0, Math.min(to, items.length - 1)));
    const near_end = to > items.length - kLoadAhead;
    if (near_end && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  const hide = (id: string) => setHidden((now) => new Set([...now, id]));
  const unhide = (id: string) => setHidden((now) => new Set([...now].filter((one) => one !== id)));
  return { query, items, at, go, hide, unhide };
}
