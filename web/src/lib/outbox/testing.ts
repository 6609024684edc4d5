// Parts for the outbox tests: a store in memory, a shot, and a server one can steer.
import 'fake-indexeddb/auto';
import { uuidV7 } from '../uuid';
import type { Lock } from './lock';
import type { Reply } from './outcome';
import { Sender, type SenderParts, type SenderStatus } from './sender';
import type { Shot } from './shot';
import { OutboxStore } from './store';

export const kOwner = '018f0000-0000-7000-8000-000000000001';

let stores = 0;
export function freshStore(): OutboxStore {
  return new OutboxStore(`outbox-${++stores}`);
}

export function makeShot(change: Partial<Shot> = {}): Shot {
  const id = change.id ?? uuidV7();
  return {
    id,
    owner_id: kOwner,
    state: 'only_here',
    meta: {
      id,
      section_id: 's',
      checkpoint_id: 'c',
      stage: 'during',
      index: 1,
      sha256: 'a'.repeat(64),
      taken_at_ms: 1,
      taken_offset_min: 0,
      source: 'camera',
    },
    place: {
      project_name: 'P',
      route_name: 'R',
      section_code: 'S3',
      section_name: 'S',
      checkpoint_code: 'TR-03',
      checkpoint_name: 'Ducts laid',
      chainage_m: null,
    },
    media_type: 'image/jpeg',
    size_bytes: 3,
    kept_at_ms: 1,
    thumb: null,
    tries: 0,
    next_try_at_ms: 0,
    not_before_ms: 0,
    problem: null,
    receipt: null,
    settled_at_ms: null,
    ...change,
  };
}

export const photo = () => new Blob(['abc'], { type: 'image/jpeg' });

export function receiptFor(shot: Shot, change: object = {}): Reply {
  const body = { id: shot.id, sha256: shot.meta.sha256, size_bytes: 3, ...change };
  return { status: 201, retry_after: null, body };
}

export function problemReply(
  status: number,
  code: string,
  retry_after: string | null = null,
): Reply {
  return { status, retry_after: retry_after, body: { code, detail: `about ${code}` } };
}

export const noReply: Reply = { status: 0, retry_after: null, body: null };

// A server that answers each send by `answer`, and remembers which ids it was sent.
export class FakeServer {
  sent: string[] = [];
  inFlight = 0;
  mostInFlight = 0;
  signedIn: string | null = kOwner;
  answer: (shot: Shot) => Reply | Promise<Reply> = (shot) => receiptFor(shot);

  readonly transport: SenderParts['transport'] = async (shot, _blob, onProgress) => {
    this.sent.push(shot.id);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    onProgress(0.4);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const reply = await this.answer(shot);
    this.inFlight--;
    return reply;
  };
}

export interface TestClock {
  now_ms: number;
}

const noLock: Lock = (_name, _signal, work) => work();

// A sender whose clock is `clock` and whose jitter is always the longest wait.
export function makeSender(
  store: OutboxStore,
  server: FakeServer,
  clock: TestClock = { now_ms: 1_000_000 },
  change: Partial<SenderParts> = {},
): { sender: Sender; statuses: SenderStatus[] } {
  const statuses: SenderStatus[] = [];
  const sender = new Sender({
    store,
    owner_id: kOwner,
    lock: noLock,
    transport: server.transport,
    whoami: async () => server.signedIn,
    now: () => clock.now_ms,
    random: () => 0.999999,
    onStatus: (status) => statuses.push(status),
    onProgress: () => undefined,
    ...change,
  });
  return { sender, statuses };
}
