// Tells the server how many photos this phone still keeps, so that a crew lead knows where they are.
// A courtesy that nothing waits for: a photo that goes within seconds is never told of, the same
// numbers are not told twice, and a failure is silent.
import type { OutboxIn } from '../api.gen';
import { uuidV7 } from '../uuid';
import { isUnsent, type Shot } from './shot';

export interface Word {
  waiting: number;
  failed: number;
  oldest_at_ms: number | null;
}

const kSettle_ms = 4_000;
const kNothing: Word = { waiting: 0, failed: 0, oldest_at_ms: null };

export function wordOf(shots: readonly Shot[]): Word {
  const unsent = shots.filter(isUnsent);
  if (unsent.length === 0) return kNothing;
  const failed = unsent.filter((shot) => shot.state === 'refused').length;
  const oldest_at_ms = Math.min(...unsent.map((shot) => shot.kept_at_ms));
  return { waiting: unsent.length - failed, failed, oldest_at_ms };
}

const same = (a: Word, b: Word) =>
  a.waiting === b.waiting && a.failed === b.failed && a.oldest_at_ms === b.oldest_at_ms;

const kDevice = 'asbuilt.device';
const keyOf = (owner_id: string) => `asbuilt.told.${owner_id}`;

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage refused: this page knows for itself
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}

// This browser's own name, made once and at random.
function deviceName(): string {
  const known = read(kDevice);
  if (known) return known;
  const made = uuidV7();
  write(kDevice, made);
  return made;
}

export type Tell = (body: OutboxIn & Word) => Promise<unknown>;

export class Teller {
  private readonly owner_id: string;
  private readonly tell: Tell;
  private now: Word | null = null; // null until the outbox was read
  private told: Word | null = null;
  private missed: Word | null = null; // could not be told; tried again when something changes
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;

  constructor(owner_id: string, tell: Tell) {
    this.owner_id = owner_id;
    this.tell = tell;
  }

  // What the outbox holds now.
  look(shots: readonly Shot[]): void {
    this.now = wordOf(shots);
    this.plan();
  }

  // The network may be back.
  again(): void {
    this.missed = null;
    this.plan();
  }

  close(): void {
    clearTimeout(this.timer);
    this.now = null;
  }

  private plan(): void {
    if (this.timer !== undefined || this.busy || !this.wanted()) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.say();
    }, kSettle_ms);
  }

  private wanted(): Word | null {
    const { now, missed } = this;
    if (!now || same(now, this.lastTold()) || (missed && same(now, missed))) return null;
    return navigator.onLine ? now : null;
  }

  private async say(): Promise<void> {
    const word = this.wanted();
    if (!word) return;
    this.busy = true;
    try {
      await this.tell({ owner_id: this.owner_id, device: deviceName(), ...word });
      this.told = word;
      write(keyOf(this.owner_id), JSON.stringify(word));
    } catch {
      this.missed = word;
    }
    this.busy = false;
    this.plan();
  }

  // By this tab or by another one.
  private lastTold(): Word {
    try {
      const kept = JSON.parse(read(keyOf(this.owner_id)) ?? 'null') as Word | null;
      return kept ?? this.told ?? kNothing;
    } catch {
      return this.told ?? kNothing;
    }
  }
}
