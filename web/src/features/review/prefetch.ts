// Makes the next photos ready before they are asked for: their facts, and their picture decoded.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { photoQuery } from '../../lib/photos';

const kAhead = 2;
const kKeptDecoded = 6;

// `ids` in the order they will be looked at. Pictures stay referenced, else the browser may drop
// what it decoded.
export function usePrefetch(ids: string[]): void {
  const client = useQueryClient();
  const kept = useRef(new Map<string, HTMLImageElement>());
  const key = ids.slice(0, kAhead).join(' ');
  useEffect(() => {
    let stopped = false;
    const ready = async (id: string) => {
      const photo = await client.fetchQuery(photoQuery(id));
      if (stopped || !photo.display_url || kept.current.has(photo.display_url)) return;
      const picture = new Image();
      picture.src = photo.display_url;
      kept.current.set(photo.display_url, picture);
      const [oldest] = kept.current.keys();
      if (oldest && kept.current.size > kKeptDecoded) kept.current.delete(oldest);
      await picture.decode();
    };
    // A picture that does not come early comes when it is looked at, with its error.
    const each = async () => {
      for (const id of key ? key.split(' ') : []) await ready(id).catch(() => undefined);
    };
    void each();
    return () => {
      stopped = true;
    };
  }, [client, key]);
}
