// Keeps the news feed open while somebody is signed in, and lets what only announces (how much
// waits, how much is new) follow it. Lists under the hands stay as they are.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { LiveNews as News } from '../lib/live';
import { useKnownMe } from '../lib/session';
import { useLiveFeed, useLiveNews } from '../lib/use-live';

const kSoon_ms = 250;
const kApart_ms = 3_000; // however much happens
const announcing = [
  ['review', 'summary'],
  ['review', 'fresh'],
];

export function LiveNews() {
  const client = useQueryClient();
  const me = useKnownMe();
  useLiveFeed(me?.id);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last_ms = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  const renew = () => {
    timer.current = undefined;
    last_ms.current = Date.now();
    for (const queryKey of announcing) void client.invalidateQueries({ queryKey });
  };
  useLiveNews((news) => {
    if (!me || isOwn(news, me.id) || timer.current !== undefined) return;
    const wait_ms = Math.max(kSoon_ms, last_ms.current + kApart_ms - Date.now());
    timer.current = setTimeout(renew, wait_ms);
  });
  return null;
}

// Whoever does something knows of it already.
const isOwn = (news: News, user_id: string) =>
  news.what === 'photo' && news.event.actor_id === user_id;
