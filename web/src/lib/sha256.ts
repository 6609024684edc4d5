// SHA-256 of a photo's bytes. Browsers give crypto.subtle only on https, and the phone must be able
// to prove what it sent on plain http too, so a small implementation of FIPS 180-4 stands beside it.

const kSliceBytes = 1 << 20;
const kBlockBytes = 64;

// Hex SHA-256 of all bytes of `blob`, exactly as they are (nothing is parsed or stripped).
export async function sha256Hex(blob: Blob): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle)
    return toHex(new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer())));
  const hash = new Sha256();
  for (let at = 0; at < blob.size; at += kSliceBytes) {
    hash.update(new Uint8Array(await blob.slice(at, at + kSliceBytes).arrayBuffer()));
  }
  return hash.hex();
}

// Streaming SHA-256: update() any number of times, then hex() once.
export class Sha256 {
  private readonly state = new Int32Array(kStart);
  private readonly words = new Int32Array(64);
  private readonly tail = new Uint8Array(kBlockBytes);
  private tail_bytes = 0;
  private total_bytes = 0;

  update(bytes: Uint8Array): void {
    this.total_bytes += bytes.length;
    let at = 0;
    if (this.tail_bytes > 0) {
      at = Math.min(kBlockBytes - this.tail_bytes, bytes.length);
      this.tail.set(bytes.subarray(0, at), this.tail_bytes);
      this.tail_bytes += at;
      if (this.tail_bytes < kBlockBytes) return;
      this.compress(this.tail, 0);
      this.tail_bytes = 0;
    }
    for (; at + kBlockBytes <= bytes.length; at += kBlockBytes) this.compress(bytes, at);
    this.tail.set(bytes.subarray(at));
    this.tail_bytes = bytes.length - at;
  }

  hex(): string {
    const padded = new Uint8Array(this.tail_bytes < 56 ? 64 : 128);
    padded.set(this.tail.subarray(0, this.tail_bytes));
    padded[this.tail_bytes] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(this.total_bytes / 2 ** 29));
    view.setUint32(padded.length - 4, (this.total_bytes * 8) % 2 ** 32);
    for (let at = 0; at < padded.length; at += kBlockBytes) this.compress(padded, at);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private compress(bytes: Uint8Array, offset: number): void {
    const w = this.words;
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, kBlockBytes);
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(i * 4);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3);
      const s1 = rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
    }
    const s = this.state;
    let a = s[0]!,
      b = s[1]!,
      c = s[2]!,
      d = s[3]!,
      e = s[4]!,
      f = s[5]!,
      g = s[6]!,
      h = s[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + kRound[i]! + w[i]!) | 0;
      const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (s[i]! += word));
  }
}

function rotr(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of the fractional parts of the cube roots (round
// constants) and square roots (start) of the first primes.
const kPrimes = Array.from({ length: 310 }, (_, n) => n + 2).filter((n) => isPrime(n));
const kRound = Int32Array.from(kPrimes.slice(0, 64), (p) => fractionBits(Math.cbrt(p)));
const kStart = Int32Array.from(kPrimes.slice(0, 8), (p) => fractionBits(Math.sqrt(p)));

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

function fractionBits(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}
