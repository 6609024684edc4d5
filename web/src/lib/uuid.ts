// Photo ids made on the phone: UUID version 7 (RFC 9562, section 5.7).

// Lower-case UUIDv7 for the given time. Uses getRandomValues, which unlike crypto.randomUUID is
// also there on plain http pages.
export function uuidV7(now_ms: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now_ms / 2 ** 32));
  view.setUint32(2, now_ms % 2 ** 32);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(i && ends[i - 1], end)).join('-');
}
