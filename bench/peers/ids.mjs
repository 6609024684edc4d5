import { randomUUID } from 'node:crypto';

// UUIDv7: keys that grow with time keep an index's writes together.
export function newId(nowMs = Date.now()) {
  const time = nowMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
