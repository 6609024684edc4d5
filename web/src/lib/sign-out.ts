// Ends the session, and forgets the lists kept for days without a network. What was photographed
// and not sent stays on the device under its owner.
import { useNavigate } from 'react-router';
import { api } from './api';
import { useMe, useSetMe } from './session';

export function useSignOut(): () => Promise<void> {
  const owner_id = useMe()?.id;
  const setMe = useSetMe();
  const navigate = useNavigate();
  return async () => {
    await api.post<void>('/api/auth/logout');
    if (owner_id) await forgetKept(owner_id);
    setMe(null);
    await navigate('/sign-in', { replace: true });
  };
}

// Loaded on demand, as the outbox is below.
async function forgetKept(owner_id: string): Promise<void> {
  const { KeptPages } = await import('./kept');
  const kept = new KeptPages();
  await kept.forget(owner_id).catch(() => undefined); // no storage, so nothing was kept in it
  kept.close();
}

// How many photos of this account exist only here. Loaded on demand: desks seldom have an outbox.
export async function countUnsent(owner_id: string): Promise<number> {
  const { OutboxStore } = await import('./outbox/store');
  const store = new OutboxStore();
  try {
    return await store.countUnsent(owner_id);
  } catch {
    return 0; // no storage, so nothing can be kept in it
  } finally {
    store.close();
  }
}
