// Lists the crew needs without a network: the last copy of each, per account. A cache only; losing
// it loses nothing.
import { Dexie, type Table } from 'dexie';

const kSlow_ms = 6_000;

interface KeptPage {
  key: string;
  owner_id: string;
  body: unknown;
  fetched_at_ms: number;
}

export interface Kept<T> {
  body: T;
  fetched_at_ms: number; // when it was asked for
  fresh: boolean; // false: the remembered copy, the server was not reached
}

export class KeptPages extends Dexie {
  pages!: Table<KeptPage, string>;

  constructor(name = 'asbuilt-kept') {
    super(name);
    this.version(1).stores({ pages: 'key, owner_id' });
  }

  // What `fetchIt` gives, remembered; when it fails for want of a network or is slow, the remembered
  // copy. `isUnreachable` tells such a failure from an answer; other failures are thrown on.
  async fetchKept<T>(
    owner_id: string,
    path: string,
    fetchIt: () => Promise<T>,
    isUnreachable: (error: unknown) => boolean,
    slow_ms = kSlow_ms,
  ): Promise<Kept<T>> {
    const key = `${owner_id} ${path}`;
    const asked = this.fetchAndKeep(key, owner_id, fetchIt);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slow = new Promise<Kept<T>>((resolve) => {
      const answer = async () => {
        const copy = await this.find<T>(key);
        if (copy) resolve(copy);
      };
      timer = setTimeout(() => void answer(), slow_ms);
    });
    try {
      return await Promise.race([asked, slow]);
    } catch (error) {
      const copy = isUnreachable(error) ? await this.find<T>(key) : undefined;
      if (!copy) throw error;
      return copy;
    } finally {
      clearTimeout(timer);
    }
  }

  private async fetchAndKeep<T>(
    key: string,
    owner_id: string,
    fetchIt: () => Promise<T>,
  ): Promise<Kept<T>> {
    const fetched_at_ms = Date.now();
    const body = await fetchIt();
    const page = { key, owner_id, body, fetched_at_ms };
    await this.pages.put(page).catch(() => undefined); // a full phone still shows the list
    return { body, fetched_at_ms, fresh: true };
  }

  private async find<T>(key: string): Promise<Kept<T> | undefined> {
    const page = await this.pages.get(key).catch(() => undefined);
    return page && { body: page.body as T, fetched_at_ms: page.fetched_at_ms, fresh: false };
  }

  async forget(owner_id: string): Promise<void> {
    await this.pages.where({ owner_id: owner_id }).delete();
  }
}
