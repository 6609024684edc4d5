// The outbox on the phone: photos not yet safe on the server, and small traces of those that are.
// Everything is kept per account; no query here sees another account's photos.
import { Dexie, type Table } from 'dexie';
import { isUnsent, type Shot } from './shot';

const kSafeKept = 30;

interface Lease {
  name: string;
  holder: string;
  until_ms: number;
}

// The queue as a whole waits: the network or the server, not one photo, was the reason.
export interface Rest {
  owner_id: string;
  until_ms: number;
  not_before_ms: number; // what the server asked for by Retry-After; "Send now" obeys it too
  tries: number; // failed ones in a row
}

export class OutboxStore extends Dexie {
  // The big bytes live apart, so that listing the queue reads only kilobytes.
  shots!: Table<Shot, string>;
  bytes!: Table<{ id: string; blob: Blob }, string>;
  rests!: Table<Rest, string>;
  leases!: Table<Lease, string>;

  constructor(name = 'asbuilt-outbox') {
    // strict: a photo counts as kept when the disk has it, not when the browser means to write it.
    super(name, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      shots: 'id, owner_id',
      bytes: 'id',
      rests: 'owner_id',
      leases: 'name',
    });
  }

  // Keeps the photo, or throws and keeps nothing (QuotaExceededError when the phone is full).
  async keep(shot: Shot, blob: Blob): Promise<void> {
    await this.transaction('rw', this.shots, this.bytes, async () => {
      await this.bytes.add({ id: shot.id, blob });
      await this.shots.add(shot);
    });
  }

  // The account's photos, newest first.
  async list(owner_id: string): Promise<Shot[]> {
    const shots = await this.shots.where('owner_id').equals(owner_id).toArray();
    return shots.sort((a, b) => b.kept_at_ms - a.kept_at_ms);
  }

  async countUnsent(owner_id: string): Promise<number> {
    return this.shots.where('owner_id').equals(owner_id).filter(isUnsent).count();
  }

  // The next photo to send: least tried first, so that one bad photo holds up nobody; then oldest.
  async nextDue(owner_id: string, now_ms: number): Promise<Shot | undefined> {
    const rest = await this.rests.get(owner_id);
    if (rest && rest.until_ms > now_ms) return undefined;
    return (await this.waiting(owner_id)).find((shot) => shot.next_try_at_ms <= now_ms);
  }

  // Whether it is worth taking the sending lock: a photo is due, or was left behind mid-send.
  async hasWork(owner_id: string, now_ms: number): Promise<boolean> {
    if ((await this.nextDue(owner_id, now_ms)) !== undefined) return true;
    return (await this.ownedIn(owner_id, 'sending').count()) > 0;
  }

  // When the queue has something to do again; undefined when nothing waits.
  async nextTryAt(owner_id: string): Promise<number | undefined> {
    const rest = await this.rests.get(owner_id);
    const times = (await this.waiting(owner_id)).map((shot) => shot.next_try_at_ms);
    return times.length > 0 ? Math.max(Math.min(...times), rest?.until_ms ?? 0) : undefined;
  }

  async getBlob(id: string): Promise<Blob | undefined> {
    return (await this.bytes.get(id))?.blob;
  }

  // Applies a change; a photo that became safe gives up its bytes in the same transaction.
  async change(id: string, change: Partial<Shot>): Promise<void> {
    await this.transaction('rw', this.shots, this.bytes, async () => {
      await this.shots.update(id, change);
      if (change.state === 'safe') await this.bytes.delete(id);
    });
  }

  // Photos that were on their way when the page went: back to "only here". Call only under the
  // sending lock, else it would disturb a send that is alive in another tab.
  async recoverSending(owner_id: string): Promise<void> {
    await this.ownedIn(owner_id, 'sending').modify({ state: 'only_here' });
  }

  async findRest(owner_id: string): Promise<Rest | undefined> {
    return this.rests.get(owner_id);
  }

  async setRest(owner_id: string, rest: Omit<Rest, 'owner_id'> | null): Promise<void> {
    if (rest) await this.rests.put({ owner_id: owner_id, ...rest });
    else await this.rests.delete(owner_id);
  }

  // Lets photos that wait for a passing reason go at once; what the server asked for still counts.
  async hurry(owner_id: string): Promise<void> {
    await this.transaction('rw', this.shots, this.rests, async () => {
      await this.ownedIn(owner_id, 'next_try').modify((shot) => {
        shot.next_try_at_ms = shot.not_before_ms;
      });
      await this.rests.where({ owner_id: owner_id }).modify((rest) => {
        rest.until_ms = rest.not_before_ms;
      });
    });
  }

  // Removes a photo and its bytes for good. Only on its owner's word.
  async remove(owner_id: string, id: string): Promise<void> {
    await this.transaction('rw', this.shots, this.bytes, async () => {
      if ((await this.shots.get(id))?.owner_id !== owner_id) return;
      await this.shots.delete(id);
      await this.bytes.delete(id);
    });
  }

  // Forgets traces of safe photos beyond the newest thirty.
  async prune(owner_id: string): Promise<void> {
    const safe = (await this.list(owner_id)).filter((shot) => !isUnsent(shot));
    await this.shots.bulkDelete(safe.slice(kSafeKept).map((shot) => shot.id));
  }

  // Takes or renews the lease `name` for `for_ms`; false while another holder has it.
  async takeLease(name: string, holder: string, now_ms: number, for_ms: number): Promise<boolean> {
    return this.transaction('rw', this.leases, async () => {
      const lease = await this.leases.get(name);
      if (lease && lease.holder !== holder && lease.until_ms > now_ms) return false;
      await this.leases.put({ name, holder, until_ms: now_ms + for_ms });
      return true;
    });
  }

  async dropLease(name: string, holder: string): Promise<void> {
    await this.leases
      .where({ name })
      .and((lease) => lease.holder === holder)
      .delete();
  }

  private ownedIn(owner_id: string, state: Shot['state']) {
    return this.shots
      .where('owner_id')
      .equals(owner_id)
      .filter((shot) => shot.state === state);
  }

  private async waiting(owner_id: string): Promise<Shot[]> {
    const states = ['only_here', 'next_try'];
    const shots = (await this.list(owner_id)).filter((shot) => states.includes(shot.state));
    return shots.sort((a, b) => a.tries - b.tries || a.kept_at_ms - b.kept_at_ms);
  }
}

// Whether the browser lets this page keep anything now.
export async function canKeep(owner_id: string): Promise<boolean> {
  const store = new OutboxStore();
  try {
    await store.countUnsent(owner_id);
    return true;
  } catch {
    return false;
  } finally {
    store.close();
  }
}
