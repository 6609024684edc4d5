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
  private blocked: 'signed_out' | 'other_account' | null = null;
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
      this.blocked = null;
      if (!(await store.hasWork(owner_id, now()))) continue;
      await lock(`asbuilt-outbox-${owner_id}`, signal, () => this.drain());
    }
    if (!signal.aborted) await this.schedule();
  }

  private async drain(): Promise<void> {
    const { store, owner_id, now } = this.parts;
    await store.recoverSending(owner_id);
    for (;;) {
      const shot = await store.nextDue(owner_id, now());
      if (!shot || this.stopped.signal.aborted) break;
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
      this.blocked = who === null ? 'signed_out' : 'other_account';
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

  // Writes down what the reply means. True when the queue may go on.
  private async settle(shot: Shot, reply: Reply): Promise<boolean> {
    const { store, owner_id, now, random } = this.parts;
    const failed = (await store.findRest(owner_id))?.tries ?? 0;
    const outcome = judge(shot, reply, Math.max(failed, shot.tries), now(), random());
    await store.change(shot.id, outcome.change);
    const { next_try_at_ms: until_ms = 0, not_before_ms = 0 } = outcome.change;
    const rest = outcome.rests_queue ? { until_ms, not_before_ms, tries: failed + 1 } : null;
    await store.setRest(owner_id, rest);
    if (outcome.signed_out) this.blocked = 'signed_out';
    return rest === null && !outcome.signed_out;
  }

  private async schedule(): Promise<void> {
    const { store, owner_id, now, onStatus } = this.parts;
    clearTimeout(this.timer);
    const at = await store.nextTryAt(owner_id);
    if (at === undefined) return onStatus('idle');
    if (this.blocked) return onStatus(this.blocked);
    onStatus('resting');
    this.timer = setTimeout(() => void this.poke(), Math.max(0, at - now()));
  }
}
