// Ends the session. What was photographed and not sent stays on the device under its owner.
import { useNavigate } from 'react-router';
import { api } from './api';
import { useSetMe } from './session';

export function useSignOut(): () => Promise<void> {
  const setMe = useSetMe();
  const navigate = useNavigate();
  return async () => {
    await api.post<void>('/api/auth/logout');
    setMe(null);
    await navigate('/sign-in', { replace: true });
  };
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
