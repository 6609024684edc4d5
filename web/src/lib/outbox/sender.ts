// Empties one account's outbox: one photo at a time, one tab at a time, until all are safe.
import type { Lock } from './lock';
import { judge, type Reply } from './outcome';
import type { Shot } from './shot';
import type { OutboxStore } from './store';
import type { Transport } from './transport';

// idle: nothing to do · sending · resting: waits for the next try or the network ·
// signed_out: somebody must sign in · other_account: this browser is signed in as someone else
export type SenderStatus = 'idle' | 'sending' | 'resting' | 'signed_out' | 'other_account';

export interface SenderParts {
  store: OutboxStore;
  owner_id: string;
  lock: Lock;
  transport: Transport;
  // Who the server takes us for: an account id, null when signed out. Throws when unreachable.
  whoami: (signal: AbortSignal) => Promise<string | null>;
  online: () => boolean;
  now: () => number;
  random: () => number;
  onStatus: (status: SenderStatus) => void;
  onProgress: (id: string, fraction: number | null) => void;
}

const kUnreachable: Reply = { status: 0, retry_after: null, body: null };

export class Sender {
  private readonly parts: SenderParts;
  private readonly stopped = new AbortController();
  private running: Promise<void> | null = null;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  // Sends whatever is due now. Resolves when nothing is due any more; safe to call at any time.
  async poke(): Promise<void> {
    if (this.stopped.signal.aborted) return;
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = null));
    await this.running;
  }

  // As poke(), without waiting for the backoff. What the server asked for by Retry-After counts.
  async hurry(): Promise<void> {
    await this.parts.store.hurry(this.parts.owner_id);
    await this.poke();
  }

  // Ends sending, as at sign-out. What was on its way stays kept as "only here".
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { lock, owner_id, store, now } = this.parts;
    const { signal } = this.stopped;
    while (this.again && !signal.aborted) {
      this.again = false;
      if ((await store.nextDue(owner_id, now())) === undefined) continue;
      await lock(`asbuilt-outbox-${owner_id}`, signal, () => this.drain());
    }
    if (!signal.aborted) await this.schedule();
  }

  private async drain(): Promise<void> {
    const { store, owner_id, now } = this.parts;
    await store.recoverSending(owner_id);
    for (;;) {
      const shot = await store.nextDue(owner_id, now());
      if (!shot || this.stopped.signal.aborted || !this.parts.online()) break;
      if (!(await this.sendOne(shot))) break;
    }
    await store.prune(owner_id);
  }

  // True when the queue may go on with the next photo.
  private async sendOne(shot: Shot): Promise<boolean> {
    const { store, owner_id, transport, onProgress, onStatus } = this.parts;
    const { signal } = this.stopped;
    const who = await this.parts.whoami(signal).catch(() => undefined);
    if (signal.aborted) return false;
    if (who === undefined) return this.settle(shot, kUnreachable);
    if (who !== owner_id) {
      onStatus(who === null ? 'signed_out' : 'other_account');
      return false;
    }
    const blob = await store.getBlob(shot.id);
    if (!blob) {
      const problem = { status: 0, code: 'bytes-missing', detail: '' };
      await store.change(shot.id, { state: 'refused', problem });
      return true;
    }
    await store.change(shot.id, { state: 'sending' });
    onStatus('sending');
    const reply = await transport(shot, blob, (part) => onProgress(shot.id, part), signal);
    onProgress(shot.id, null);
    if (signal.aborted && reply.status === 0) {
      await store.change(shot.id, { state: 'only_here' });
      return false;
    }
    return this.settle(shot, reply);
  }

  private async settle(shot: Shot, reply: Reply): Promise<boolean> {
    const { store, now, random, onStatus } = this.parts;
    const outcome = judge(shot, reply, now(), random());
    await store.change(shot.id, outcome.change);
    if (outcome.signed_out) onStatus('signed_out');
    return !outcome.rests_queue;
  }
