// One account's outbox as the screens use it: keep a photo, watch it become safe, mend a refusal.
import { liveQuery } from 'dexie';
import type { PhotoMeta } from '../api.gen';
import { makeThumb } from '../picture';
import { sha256Hex } from '../sha256';
import { uuidV7 } from '../uuid';
import { pickLock } from './lock';
import { Sender, type SenderParts, type SenderStatus } from './sender';
import type { Shot, ShotPlace } from './shot';
import { OutboxStore } from './store';
import { sendByXhr } from './transport';

// A photo as it comes from the camera or a file; id and hash are made when it is kept.
export interface NewPhoto {
  blob: Blob;
  meta: Omit<PhotoMeta, 'id' | 'sha256'>;
  place: ShotPlace;
}

export interface OutboxView {
  shots: readonly Shot[]; // newest first
  status: SenderStatus;
  progress: ReadonlyMap<string, number>; // 0…1 of what is on its way from this tab
  loaded: boolean;
  refused: boolean; // the browser gives this page no storage: nothing can be kept
}

// `replaces: undefined`: the photo no longer answers another, it goes as a new one.
type Mended = { comment?: string; override_reason?: string; replaces?: undefined };

const kEmpty: OutboxView = {
  shots: [],
  status: 'idle',
  progress: new Map(),
  loaded: false,
  refused: false,
};

type Parts = Pick<SenderParts, 'whoami'> & Partial<SenderParts>;

export class Outbox {
  readonly owner_id: string;
  private readonly store: OutboxStore;
  private readonly sender: Sender;
  private readonly listeners = new Set<() => void>();
  private readonly unwatch: () => void;
  private readonly opened: PromiseLike<boolean>;
  private view: OutboxView = kEmpty;

  constructor(owner_id: string, parts: Parts) {
    this.owner_id = owner_id;
    this.store = parts.store ?? new OutboxStore();
    this.sender = new Sender({
      store: this.store,
      lock: pickLock(this.store, uuidV7()),
      transport: sendByXhr,
      now: Date.now,
      random: Math.random,
      onStatus: (status) => this.show({ status }),
      onProgress: (id, fraction) => this.showProgress(id, fraction),
      ...parts,
      owner_id,
    });
    const watched = liveQuery(() => this.store.list(owner_id));
    const { unsubscribe } = watched.subscribe((shots) => this.show({ shots, loaded: true }));
    this.unwatch = unsubscribe;
    this.opened = this.store.open().then(
      () => true,
      () => (this.show({ refused: true }), false),
    );
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getView = (): OutboxView => this.view;

  // Keeps a photo on this phone and starts sending. Resolves when the phone's disk has it; throws,
  // keeping nothing, when the phone is full (see isPhoneFull).
  async keep(photo: NewPhoto): Promise<Shot> {
    const { blob } = photo;
    const [sha256, thumb] = await Promise.all([sha256Hex(blob), makeThumb(blob)]);
    const id = uuidV7();
    const shot: Shot = {
      id,
      owner_id: this.owner_id,
      state: 'only_here',
      meta: { ...photo.meta, id, sha256 },
      place: photo.place,
      media_type: blob.type,
      size_bytes: blob.size,
      kept_at_ms: Date.now(),
      thumb,
      tries: 0,
      next_try_at_ms: 0,
      not_before_ms: 0,
      problem: null,
      receipt: null,
      settled_at_ms: null,
    };
    await this.store.keep(shot, blob);
    // Asks the browser not to throw our storage away when the phone runs short; it may say no.
    void navigator.storage?.persist?.();
    void this.sender.poke();
    return shot;
  }

  poke(): void {
    void this.opened.then((there) => (there ? this.sender.poke() : undefined));
  }

  sendNow(): Promise<void> {
    return this.sender.hurry();
  }

  // Sends a refused photo again with the same id, after its owner mended what was wrong. A time in
  // the future, from a phone whose clock was set since, becomes the time now.
  async retry(shot: Shot, mended: Mended = {}): Promise<void> {
    const taken_at_ms = Math.min(shot.meta.taken_at_ms, Date.now());
    const meta = { ...shot.meta, ...mended, taken_at_ms };
    const change = { state: 'only_here', tries: 0, next_try_at_ms: 0, problem: null } as const;
    await this.store.change(shot.id, { ...change, meta });
    await this.sender.poke();
  }

  getBlob(shot: Shot): Promise<Blob | undefined> {
    return this.store.getBlob(shot.id);
  }

  // Throws a photo away for good. Only on its owner's word, asked twice.
  remove(shot: Shot): Promise<void> {
    return this.store.remove(this.owner_id, shot.id);
  }

  async close(): Promise<void> {
    this.unwatch();
    await this.sender.stop();
  }

  private showProgress(id: string, fraction: number | null): void {
    const progress = new Map(this.view.progress);
    if (fraction === null) progress.delete(id);
    else progress.set(id, fraction);
    this.show({ progress });
  }

  private show(change: Partial<OutboxView>): void {
    this.view = { ...this.view, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

export function isPhoneFull(error: unknown): boolean {
  const names = ['QuotaExceededError', 'NS_ERROR_DOM_QUOTA_REACHED'];
  const { name, inner } = (error ?? {}) as { name?: string; inner?: { name?: string } };
  return names.includes(name ?? '') || names.includes(inner?.name ?? '');
}
