import { afterEach, describe, expect, it } from 'vitest';
import type { Sender } from './sender';
import {
  FakeServer,
  freshStore,
  kOwner,
  makeSender,
  makeShot,
  noReply,
  photo,
  problemReply,
  receiptFor,
} from './testing';

const senders: Sender[] = [];
function start(...parts: Parameters<typeof makeSender>) {
  const made = makeSender(...parts);
  senders.push(made.sender);
  return made;
}

describe('sending', () => {
  afterEach(async () => {
    await Promise.all(senders.splice(0).map((sender) => sender.stop()));
  });

  it('makes a photo safe and drops the copy only after a receipt with the same SHA-256', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const shot = makeShot();
    await store.keep(shot, photo());
    server.answer = async (sent) => {
      expect(await store.getBlob(shot.id)).toBeDefined();
      return receiptFor(sent);
    };
    const { sender, statuses } = start(store, server);
    await sender.poke();
    expect((await store.shots.get(shot.id))?.state).toBe('safe');
    expect(await store.getBlob(shot.id)).toBeUndefined();
    expect(statuses.at(-1)).toBe('idle');
  });

  it('keeps the copy when the receipt names another hash or another photo', async () => {
    for (const wrong of [{ sha256: 'b'.repeat(64) }, { id: 'other' }]) {
      const store = freshStore();
      const server = new FakeServer();
      const shot = makeShot();
      await store.keep(shot, photo());
      server.answer = (sent) => receiptFor(sent, wrong);
      await start(store, server).sender.poke();
      const kept = await store.shots.get(shot.id);
      expect(kept?.state).toBe('refused');
      expect(kept?.problem?.code).toBe('receipt-mismatch');
      expect(await store.getBlob(shot.id)).toBeDefined();
    }
  });

  it('tries again with the same id and the same bytes after a lost connection', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const clock = { now_ms: 1000 };
    const shot = makeShot();
    await store.keep(shot, photo());
    server.answer = () => noReply;
    const { sender } = start(store, server, clock);
    await sender.poke();
    expect((await store.shots.get(shot.id))?.state).toBe('next_try');
    server.answer = (sent) => receiptFor(sent);
    clock.now_ms += 60_000;
    await sender.poke();
    expect(server.sent).toEqual([shot.id, shot.id]);
    expect((await store.shots.get(shot.id))?.state).toBe('safe');
  });

  it('waits longer after each failure, never more than five minutes', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const clock = { now_ms: 1000 };
    await store.keep(makeShot(), photo());
    server.answer = () => noReply;
    const { sender } = start(store, server, clock);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      await sender.poke();
      const at = (await store.nextTryAt(kOwner))!;
      waits.push(Math.round((at - clock.now_ms) / 1000));
      clock.now_ms = at;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  it('rests the whole queue while the server cannot be reached', async () => {
    const store = freshStore();
    const server = new FakeServer();
    for (const kept_at_ms of [1, 2, 3]) await store.keep(makeShot({ kept_at_ms }), photo());
    server.answer = () => noReply;
    const { sender } = start(store, server);
    await sender.poke();
    await sender.poke();
    expect(server.sent).toHaveLength(1);
  });

  it('obeys Retry-After, also when told to send now', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const clock = { now_ms: 1000 };
    await store.keep(makeShot(), photo());
    server.answer = () => problemReply(503, 'overloaded', '30');
    const { sender } = start(store, server, clock);
    await sender.poke();
    expect(await store.nextTryAt(kOwner)).toBe(31_000);
    clock.now_ms = 30_999;
    await sender.hurry();
    expect(server.sent).toHaveLength(1);
    clock.now_ms = 31_000;
    await sender.poke();
    expect(server.sent).toHaveLength(2);
  });

  it('goes at once when told to, if only the network was the reason', async () => {
    const store = freshStore();
    const server = new FakeServer();
    await store.keep(makeShot({ tries: 9 }), photo());
    server.answer = () => noReply;
    const { sender } = start(store, server);
    await sender.poke();
    server.answer = (sent) => receiptFor(sent);
    await sender.hurry();
    expect(await store.countUnsent(kOwner)).toBe(0);
  });

  it('keeps a refused photo in sight, with its bytes, and goes on with the next', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const bad = makeShot({ kept_at_ms: 1 });
    const good = makeShot({ kept_at_ms: 2 });
    await store.keep(bad, photo());
    await store.keep(good, photo());
    server.answer = (sent) =>
      sent.id === bad.id ? problemReply(415, 'photo-type') : receiptFor(sent);
    await start(store, server).sender.poke();
    const refused = await store.shots.get(bad.id);
    expect(refused?.state).toBe('refused');
    expect(refused?.problem).toEqual({
      status: 415,
      code: 'photo-type',
      detail: 'about photo-type',
    });
    expect(await store.getBlob(bad.id)).toBeDefined();
    expect((await store.shots.get(good.id))?.state).toBe('safe');
  });

  it('tries bytes that were hurt on the way three times more, then asks its owner', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const clock = { now_ms: 1000 };
    const shot = makeShot();
    await store.keep(shot, photo());
    server.answer = () => problemReply(422, 'hash-mismatch');
    const { sender } = start(store, server, clock);
    for (let i = 0; i < 6; i++) {
      await sender.poke();
      clock.now_ms += 600_000;
    }
    expect(server.sent).toHaveLength(4);
    expect((await store.shots.get(shot.id))?.state).toBe('refused');
    expect(await store.getBlob(shot.id)).toBeDefined();
  });

  it('sends after a reload what was on its way when the page went', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const shot = makeShot({ state: 'sending' });
    await store.keep(shot, photo());
    await start(store, server).sender.poke();
    expect(server.sent).toEqual([shot.id]);
    expect((await store.shots.get(shot.id))?.state).toBe('safe');
  });

  it('keeps what is on its way when stopped, and a stopped sender sends no more', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const shot = makeShot();
    await store.keep(shot, photo());
    const { sender } = start(store, server);
    server.answer = () => {
      void sender.stop();
      return noReply;
    };
    await sender.poke();
    expect((await store.shots.get(shot.id))?.state).toBe('only_here');
    await sender.poke();
    expect(server.sent).toHaveLength(1);
  });
});

describe('accounts', () => {
  it('waits through an expired sign-in and goes on after it', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const shot = makeShot();
    await store.keep(shot, photo());
    server.answer = () => problemReply(401, 'signed-out');
    const { sender, statuses } = makeSender(store, server);
    await sender.poke();
    expect(statuses.at(-1)).toBe('signed_out');
    expect((await store.shots.get(shot.id))?.state).toBe('only_here');
    server.answer = (sent) => receiptFor(sent);
    await sender.poke();
    expect((await store.shots.get(shot.id))?.state).toBe('safe');
  });

  it('never sends one account’s photo while the browser is signed in as another', async () => {
    const store = freshStore();
    const server = new FakeServer();
    await store.keep(makeShot(), photo());
    for (const who of ['somebody-else', null]) {
      server.signedIn = who;
      const { sender, statuses } = makeSender(store, server);
      await sender.poke();
      expect(statuses.at(-1)).toBe(who ? 'other_account' : 'signed_out');
    }
    expect(server.sent).toEqual([]);
    expect(await store.countUnsent(kOwner)).toBe(1);
  });

  it('do not see, send, count or remove each other’s photos', async () => {
    const store = freshStore();
    const server = new FakeServer();
    const theirs = makeShot({ owner_id: 'somebody-else' });
    await store.keep(theirs, photo());
    await makeSender(store, server).sender.poke();
    await store.remove(kOwner, theirs.id);
    expect(server.sent).toEqual([]);
    expect(await store.list(kOwner)).toEqual([]);
    expect(await store.countUnsent(kOwner)).toBe(0);
    expect(await store.countUnsent('somebody-else')).toBe(1);
  });
});
