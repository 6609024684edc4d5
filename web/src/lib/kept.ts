// Lists the crew needs without a network: the last copy of each, per account. A cache only; losing
// it loses nothing.
import { Dexie, type Table } from 'dexie';

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

  // What `fetchIt` gives, remembered; when it fails for want of a network, the remembered copy.
  // `isUnreachable` tells such a failure from an answer; other failures are thrown on.
  async fetchKept<T>(
    owner_id: string,
    path: string,
    fetchIt: () => Promise<T>,
    isUnreachable: (error: unknown) => boolean,
  ): Promise<Kept<T>> {
    const key = `${owner_id} ${path}`;
    const fetched_at_ms = Date.now();
    try {
      const body = await fetchIt();
      const page = { key, owner_id, body, fetched_at_ms };
      await this.pages.put(page).catch(() => undefined); // a full phone still shows the list
      return { body, fetched_at_ms, fresh: true };
    } catch (error) {
      const page = isUnreachable(error) ? await this.pages.get(key) : undefined;
      if (!page) throw error;
      return { body: page.body as T, fetched_at_ms: page.fetched_at_ms, fresh: false };
    }
  }

  async forget(owner_id: string): Promise<void> {
    await this.pages.where({ owner_id: owner_id }).delete();
  }
}
