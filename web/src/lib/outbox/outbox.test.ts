import 'fake-indexeddb/auto';
import { Blob as NodeBlob } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isPhoneFull, Outbox, type NewPhoto } from './outbox';
import type { OutboxStore } from './store';
import { FakeServer, freshStore, kOwner, makeShot, noReply, problemReply } from './testing';

const made: Outbox[] = [];

function start(store: OutboxStore, server = new FakeServer()) {
  const outbox = new Outbox(kOwner, {
    store,
    transport: server.transport,
    lock: (_name, _signal, work) => work(),
    whoami: async () => server.signedIn,
  });
  made.push(outbox);
  return outbox;
}

function newPhoto(): NewPhoto {
  const { id, sha256, ...meta } = makeShot().meta;
  const blob = new NodeBlob(['abc'], { type: 'image/jpeg' }) as unknown as Blob;
  return { blob, meta, place: makeShot().place };
}

const kShaOfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('keeping a photo', () => {
  beforeEach(() => void vi.stubGlobal('navigator', {}));
  afterEach(async () => {
    await Promise.all(made.splice(0).map((outbox) => outbox.close()));
    vi.unstubAllGlobals();
  });

  it('shows it as taken only after the phone has its bytes', async () => {
    const store = freshStore();
    const server = new FakeServer();
    server.answer = () => noReply;
    const outbox = start(store, server);
    const had_bytes: boolean[] = [];
    outbox.subscribe(() => {
      for (const { id } of outbox.getView().shots) {
        void store.getBlob(id).then((blob) => had_bytes.push(blob !== undefined));
      }
    });
    const shot = await outbox.keep(newPhoto());
    expect(await store.getBlob(shot.id)).toBeDefined();
    await vi.waitFor(() => expect(had_bytes.length).toBeGreaterThan(0));
    expect(had_bytes).not.toContain(false);
  });

  it('gives it an id and the hash of its bytes, which the server must repeat', async () => {
    const store = freshStore();
    const outbox = start(store);
    const shot = await outbox.keep(newPhoto());
    expect(shot.meta).toMatchObject({ id: shot.id, sha256: kShaOfAbc });
    await vi.waitFor(async () => expect((await store.shots.get(shot.id))?.state).toBe('safe'));
  });

  it('tells when the phone is full, and then neither shows nor sends anything', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const outbox = start(store, server);
    const full = new DOMException('no room', 'QuotaExceededError');
    vi.spyOn(store.bytes, 'add').mockRejectedValue(full);
    const failure = await outbox.keep(newPhoto()).catch((error: unknown) => error);
    expect(isPhoneFull(failure)).toBe(true);
    expect(await store.list(kOwner)).toEqual([]);
    expect(server.sent).toEqual([]);
  });

  it('calls no other failure a full phone', () => {
    expect(isPhoneFull({ name: 'AbortError', inner: { name: 'QuotaExceededError' } })).toBe(true);
    expect(isPhoneFull(new Error('other'))).toBe(false);
    expect(isPhoneFull(null)).toBe(false);
  });

  it('mends a refused photo with the missing reason, under the same id', async () => {
    const store = freshStore();
    const server = new FakeServer();
    server.answer = (shot) =>
      shot.meta.override_reason
        ? { status: 201, retry_after: null, body: { id: shot.id, sha256: shot.meta.sha256 } }
        : problemReply(422, 'capture-rule');
    const outbox = start(store, server);
    const { id } = await outbox.keep(newPhoto());
    await vi.waitFor(async () => expect((await store.shots.get(id))?.state).toBe('refused'));
    const refused = (await store.shots.get(id))!;
    refused.meta.taken_at_ms = Date.now() + 3_600_000; // the clock was ahead, and was set since
    await outbox.retry(refused, { override_reason: 'No sky here' });
    expect((await store.shots.get(id))?.meta.taken_at_ms).toBeLessThanOrEqual(Date.now());
    expect((await store.shots.get(id))?.state).toBe('safe');
    expect(server.sent).toEqual([id, id]);
  });
});
