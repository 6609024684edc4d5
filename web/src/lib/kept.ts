// Lists the crew needs without a network: the last copy of each, per account. A cache only; losing
// it loses nothing.
import { Dexie, type Table } from 'dexie';

interface KeptPage {
  key: string;
  owner_id: string;
  body: unknown;
  kept_at_ms: number;
}

export interface Kept<T> {
  body: T;
  // null: fresh from the server; else when this copy was fetched.
  kept_at_ms: number | null;
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
    ownerId: string,
    path: string,
    fetchIt: () => Promise<T>,
    isUnreachable: (error: unknown) => boolean,
  ): Promise<Kept<T>> {
    const key = `${ownerId} ${path}`;
    try {
      const body = await fetchIt();
      const page = { key, owner_id: ownerId, body, kept_at_ms: Date.now() };
      await this.pages.put(page).catch(() => undefined); // a full phone still shows the list
      return { body, kept_at_ms: null };
    } catch (error) {
      const page = isUnreachable(error) ? await this.pages.get(key) : undefined;
      if (!page) throw error;
      return { body: page.body as T, kept_at_ms: page.kept_at_ms };
    }
  }

  async forget(ownerId: string): Promise<void> {
    await this.pages.where({ owner_id: ownerId }).delete();
  }
}
