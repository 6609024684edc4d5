// What the phone itself tells: network, storage, pictures kept in it.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useOutboxView } from '../../lib/outbox/provider';
import { isUnsent } from '../../lib/outbox/shot';

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

// True when the browser says so, or when photos wait because the server was not reached.
export function useOffline(): boolean {
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine);
  const { shots, status } = useOutboxView();
  const unreached = shots.some(
    (shot) => shot.state === 'next_try' && shot.problem?.code === 'unreachable',
  );
  return !online || (unreached && status === 'resting');
}

export interface Storage {
  used_percent: number;
  free_bytes: number;
  lasting: boolean | null; // false: the phone may clear it when it runs short; null: not told
}

const kUsualPhotoBytes = 5_000_000;

// How many usual photos still fit.
export const photosLeft = (storage: Storage) => Math.floor(storage.free_bytes / kUsualPhotoBytes);

async function readStorage(): Promise<Storage | null> {
  const { storage } = navigator;
  const { usage = 0, quota = 0 } = (await storage?.estimate?.()) ?? {};
  if (quota === 0) return null;
  const lasting = (await storage.persisted?.()) ?? null;
  const used_percent = Math.round((usage / quota) * 100);
  return { used_percent, free_bytes: Math.max(0, quota - usage), lasting };
}

// Null where the browser does not tell (plain http). Asked again when the outbox changes size.
export function useStorage(): Storage | null {
  const [storage, setStorage] = useState<Storage | null>(null);
  const { shots } = useOutboxView();
  useEffect(() => {
    void readStorage().then(setStorage);
  }, [shots.length]);
  return storage;
}

// An address for bytes on this phone, good until the screen goes or the bytes change. `key` names
// bytes that come as a new Blob with every read of the outbox, so that pictures do not flicker.
export function useBlobUrl(blob: Blob | null | undefined, key?: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!blob) return setUrl(null);
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [key ?? blob, !blob]);
  return url;
}

// How many photos of this account are not yet safe.
export function useUnsent(): number {
  return useOutboxView().shots.filter(isUnsent).length;
}
