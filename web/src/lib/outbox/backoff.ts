// When a failed send is tried again.

const kBaseMs = 1_000;
const kCapMs = 5 * 60_000;
const kLongestAskedMs = 60 * 60_000;

// Full jitter: evenly between 0 and min(5 min, 1 s * 2^tries), so that fifty phones that lost the
// same mast do not come back in step. `random` is in [0, 1).
export function backoffMs(tries: number, random: number): number {
  return Math.floor(random * Math.min(kCapMs, kBaseMs * 2 ** Math.min(tries, 20)));
}

// Milliseconds asked for by a Retry-After header (seconds or an HTTP date); 0 when absent or
// unreadable. At most an hour: a wrong clock must not park a photo for a day.
export function retryAfterMs(header: string | null, now_ms: number): number {
  const text = header?.trim();
  if (!text) return 0;
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now_ms;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), kLongestAskedMs) : 0;
}
