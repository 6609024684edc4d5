// News of photos while it happens: one EventSource for the tab, open while somebody is signed in.
// Nothing is fetched here; who subscribes decides what to do. When the stream cannot be had, those
// who listen are told every 20 s that anything may have changed.
import type { LiveEvent } from './api.gen';

export type LiveNews =
  | { what: 'photo'; event: LiveEvent }
  // Something may have changed that no event tells of: look again.
  | { what: 'anything' };
export type LiveListener = (news: LiveNews) => void;
export type LiveState = 'off' | 'connecting' | 'live' | 'polling';

// As much of EventSource as is used.
export interface Source {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}
export interface Surroundings {
  open: (url: string) => Source;
  online: () => boolean;
  // Hidden tabs give their connection back where browsers allow six per server (plain http).
  resting: () => boolean;
  random: () => number;
}

const kPoll_ms = 20_000;
const kTryAgain_ms = 60_000; // for the stream, while polling
const kReady_ms = 10_000;
const kSilence_ms = 40_000; // the server speaks every 15 s
const kFailuresMax = 3;
const kClosed = 2; // EventSource.CLOSED: it will not try again by itself

type Timer = ReturnType<typeof setTimeout>;

export class LiveFeed {
  private readonly listeners = new Set<LiveListener>();
  private readonly watchers = new Set<() => void>();
  private source: Source | null = null;
  private wanted = false;
  private state: LiveState = 'off';
  private last_id = '';
  private failures = 0;
  private retry: Timer | undefined;
  private silence: Timer | undefined;
  private poll: Timer | undefined;

  constructor(private readonly around: Surroundings) {}

  subscribe = (listener: LiveListener): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  // For useSyncExternalStore.
  watchState = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  };
  getState = (): LiveState => this.state;

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  // Somebody else may sign in next: nothing is remembered.
  stop(): void {
    this.wanted = false;
    this.last_id = '';
    this.failures = 0;
    this.disconnect();
    clearInterval(this.poll);
    this.poll = undefined;
    this.setState('off');
  }

  // The network, or whether the tab is seen, changed.
  look(): void {
    if (!this.wanted) return;
    if (!this.around.online() || this.around.resting()) {
      this.disconnect();
      this.setState('connecting');
    } else if (!this.source) {
      this.connect();
    }
  }

  private connect(): void {
    this.disconnect();
    if (!this.wanted || !this.around.online() || this.around.resting()) return;
    if (this.state !== 'polling') this.setState('connecting');
    const since = this.last_id && `?since=${encodeURIComponent(this.last_id)}`;
    const source = this.around.open(`/api/events${since}`);
    this.source = source;
    const on = (type: string, act: (event: MessageEvent<string>) => void) =>
      source.addEventListener(type, (event) => {
        if (this.source === source) act(event);
      });
    on('error', () => this.failed(source.readyState === kClosed));
    for (const type of ['ready', 'beat', 'photo', 'reset']) {
      on(type, (event) => this.heard(type, event));
    }
    this.expectWithin(kReady_ms);
  }

  private disconnect(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private heard(type: string, { data, lastEventId }: MessageEvent<string>): void {
    if (lastEventId) this.last_id = lastEventId;
    this.failures = 0;
    this.expectWithin(kSilence_ms);
    const was_polling = this.poll !== undefined;
    clearInterval(this.poll);
    this.poll = undefined;
    this.setState('live');
    if (was_polling || type === 'reset') this.tell({ what: 'anything' });
    if (type !== 'photo') return;
    const event = parsed(data);
    if (event) this.tell({ what: 'photo', event });
  }

  // A connection that says nothing for long is dead, whatever the browser believes.
  private expectWithin(ms: number): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.failed(true), ms);
  }

  // `closed`: the browser will not come back by itself.
  private failed(closed: boolean): void {
    this.failures += 1;
    if (this.failures >= kFailuresMax) this.startPolling();
    if (!closed) return this.expectWithin(kReady_ms);
    this.disconnect();
    const usual_ms = this.poll === undefined ? 2_000 * 2 ** this.failures : kTryAgain_ms;
    this.retry = setTimeout(() => this.connect(), usual_ms * (0.5 + this.around.random() / 2));
  }

  private startPolling(): void {
    if (this.poll !== undefined) return;
    this.setState('polling');
    this.poll = setInterval(() => {
      if (this.around.online()) this.tell({ what: 'anything' });
    }, kPoll_ms);
  }

  private setState(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    this.watchers.forEach((watcher) => watcher());
  }

  private tell(news: LiveNews): void {
    this.listeners.forEach((listener) => listener(news));
  }
}

function parsed(data: string): LiveEvent | null {
  try {
    return JSON.parse(data) as LiveEvent;
  } catch {
    return null; // cut on the way: what it told of is found by the next look
  }
}

// The tab's own.
export const live = new LiveFeed({
  open: (url) => new EventSource(url),
  online: () => navigator.onLine,
  resting: () => location.protocol === 'http:' && document.visibilityState === 'hidden',
  random: Math.random,
});

export const subscribe = live.subscribe;

// What is decided about a photo, for those who took it.
const decisions = ['photo.approved', 'photo.retake', 'photo.nonconforming', 'photo.reopened'];
export const isDecision = ({ kind }: LiveEvent): boolean => decisions.includes(kind);
export const isNewPhoto = ({ kind }: LiveEvent): boolean => kind === 'photo.received';
