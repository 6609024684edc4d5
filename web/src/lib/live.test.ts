import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveFeed, type LiveNews, type Source } from './live';

class FakeSource implements Source {
  readyState = 0;
  closed = false;
  private readonly on = new Map<string, (event: MessageEvent<string>) => void>();
  constructor(readonly url: string) {}

  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.on.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, lastEventId = '', data = '{}'): void {
    this.on.get(type)?.({ data, lastEventId } as MessageEvent<string>);
  }
  fail(for_good: boolean): void {
    this.readyState = for_good ? 2 : 0;
    this.say('error');
  }
}

function feedOf() {
  const sources: FakeSource[] = [];
  const heard: LiveNews[] = [];
  const around = { online: true, resting: false };
  const feed = new LiveFeed({
    open: (url) => {
      sources.push(new FakeSource(url));
      return sources.at(-1)!;
    },
    online: () => around.online,
    resting: () => around.resting,
    random: () => 1,
  });
  feed.subscribe((news) => heard.push(news));
  return { feed, sources, heard, around, newest: () => sources.at(-1)! };
}

const approved = { kind: 'photo.approved', photo_id: 'p1' };

describe('the live feed', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('opens one stream and tells each listener what is said', () => {
    const { feed, sources, heard } = feedOf();
    const others: LiveNews[] = [];
    feed.subscribe((news) => others.push(news));
    feed.start();
    feed.start();
    expect(sources.map(({ url }) => url)).toEqual(['/api/events']);
    expect(feed.getState()).toBe('connecting');
    sources[0]!.say('ready', '7');
    expect(feed.getState()).toBe('live');
    sources[0]!.say('photo', '8', JSON.stringify(approved));
    sources[0]!.say('photo', '9', '{cut');
    sources[0]!.say('reset', '10');
    const all = [{ what: 'photo', event: approved }, { what: 'anything' }];
    expect(heard).toEqual(all);
    expect(others).toEqual(all);
  });

  it('asks a new stream for what came after the last thing it heard', async () => {
    const { feed, sources, newest, heard } = feedOf();
    feed.start();
    newest().say('ready', '7');
    newest().say('beat', '12', '');
    newest().fail(true);
    expect(sources[0]!.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(newest().url).toBe('/api/events?since=12');
    newest().say('ready', '12');
    expect(feed.getState()).toBe('live');
    expect(heard).toEqual([]); // resumed: nothing was missed
  });

  it('leaves a short interruption to the browser', async () => {
    const { feed, sources, newest } = feedOf();
    feed.start();
    newest().say('ready', '7');
    newest().fail(false);
    newest().say('ready', '7');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sources).toHaveLength(1);
  });

  it('gives up on a stream that stays silent, and opens another', async () => {
    const { feed, sources, newest } = feedOf();
    feed.start();
    newest().say('ready', '7');
    for (let i = 0; i < 4; ++i) {
      await vi.advanceTimersByTimeAsync(15_000);
      newest().say('beat');
    }
    expect(sources).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(45_000);
    expect(sources).toHaveLength(2);
    expect(sources[0]!.closed).toBe(true);
  });

  it('looks every 20 s once the stream failed three times, until it is had again', async () => {
    const { feed, newest, heard } = feedOf();
    feed.start();
    for (let i = 0; i < 3; ++i) {
      newest().fail(true);
      await vi.advanceTimersByTimeAsync(i < 2 ? 8_000 : 0);
    }
    expect(feed.getState()).toBe('polling');
    await vi.advanceTimersByTimeAsync(40_000);
    expect(heard).toEqual([{ what: 'anything' }, { what: 'anything' }]);
    await vi.advanceTimersByTimeAsync(20_000); // a minute on, the stream is tried again
    newest().say('ready', '9');
    expect(feed.getState()).toBe('live');
    const looked = heard.length;
    await vi.advanceTimersByTimeAsync(15_000);
    newest().say('beat');
    await vi.advanceTimersByTimeAsync(15_000);
    expect(heard).toHaveLength(looked);
  });

  it('never polls a second time in parallel, however often it fails', async () => {
    const { feed, newest, heard } = feedOf();
    feed.start();
    for (let i = 0; i < 6; ++i) {
      newest().fail(true);
      await vi.advanceTimersByTimeAsync(60_000);
    }
    const before = heard.length;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(heard.length - before).toBe(1);
  });

  it('does not connect without a network, and does at once with one', async () => {
    const { feed, sources, around } = feedOf();
    around.online = false;
    feed.start();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(sources).toHaveLength(0);
    around.online = true;
    feed.look();
    expect(sources).toHaveLength(1);
    around.online = false;
    feed.look();
    expect(sources[0]!.closed).toBe(true);
  });

  it('gives its connection back while it rests', () => {
    const { feed, sources, newest, around } = feedOf();
    feed.start();
    newest().say('ready', '3');
    around.resting = true;
    feed.look();
    expect(newest().closed).toBe(true);
    around.resting = false;
    feed.look();
    expect(sources.map(({ url }) => url)).toEqual(['/api/events', '/api/events?since=3']);
  });

  it('ends with the session, and forgets what it heard', async () => {
    const { feed, sources, newest, heard } = feedOf();
    feed.start();
    newest().say('ready', '7');
    feed.stop();
    expect(newest().closed).toBe(true);
    expect(feed.getState()).toBe('off');
    newest().say('photo', '8', JSON.stringify(approved));
    newest().fail(true);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(heard).toEqual([]);
    expect(sources).toHaveLength(1);
    feed.start();
    expect(newest().url).toBe('/api/events');
  });
});
