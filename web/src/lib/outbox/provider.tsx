// Gives the screens below it the signed-in person's outbox, and keeps it going while they are open:
// it tries again when the network returns and when the page comes back to the front, and begins
// anew when a browser that refused storage gives it. Tells the server how much stays.
import {
  createContext,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { api, isApiError } from '../api';
import type { Me } from '../api.gen';
import { Outbox, type OutboxView } from './outbox';
import { canKeep } from './store';
import { Teller } from './tell';

// How often a browser that refuses storage is asked again.
const kStorageAgain_ms = 4_000;

const OutboxContext = createContext<Outbox | null>(null);

// Asked before each photo: another tab may have signed in as somebody else.
async function whoami(signal: AbortSignal): Promise<string | null> {
  try {
    return (await api.get<Me>('/api/auth/me', signal)).id;
  } catch (error) {
    if (isApiError(error) && error.status === 401) return null;
    throw error;
  }
}

export function OutboxProvider({ owner_id, children }: { owner_id: string; children: ReactNode }) {
  const [outbox, setOutbox] = useState<Outbox | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const mine = new Outbox(owner_id, { whoami });
    setOutbox(mine);
    const teller = new Teller(owner_id, (body) => api.put<void>('/api/outbox', body));
    const unlisten = mine.subscribe(() => {
      const { shots, loaded } = mine.getView();
      if (loaded) teller.look(shots);
    });
    const onOnline = () => {
      void mine.sendNow();
      teller.again();
    };
    const onVisible = () => {
      if (document.visibilityState !== 'visible') return;
      mine.poke();
      teller.again();
    };
    window.addEventListener('online', onOnline);
    document.addEventListener('visibilitychange', onVisible);
    const timer = setInterval(async () => {
      if (mine.getView().refused && (await canKeep(owner_id))) setRound((n) => n + 1);
    }, kStorageAgain_ms);
    mine.poke();
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisible);
      unlisten();
      teller.close();
      void mine.close();
    };
  }, [owner_id, round]);
  return outbox && <OutboxContext value={outbox}>{children}</OutboxContext>;
}

export function useOutbox(): Outbox {
  const outbox = use(OutboxContext);
  if (!outbox) throw new Error('useOutbox outside OutboxProvider');
  return outbox;
}

export function useOutboxView(): OutboxView {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.subscribe, outbox.getView);
}
