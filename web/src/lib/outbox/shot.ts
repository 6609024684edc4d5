// What the outbox keeps of one photo, and the words for where that photo is.
import type { PhotoMeta, Receipt } from '../api.gen';

// only_here  kept on this phone, not tried since it was taken (or since the phone stopped mid-send)
// sending    on its way now
// next_try   a try failed for a passing reason; goes out again at next_try_at_ms with the same id
// refused    the server will not take it as it is; stays until its owner does something
// safe       the server gave a receipt with the same SHA-256; the phone's copy is gone
export type ShotState = 'only_here' | 'sending' | 'next_try' | 'refused' | 'safe';

// Names shown beside a kept photo, so that the outbox reads without the network.
export interface ShotPlace {
  project_name: string;
  route_name: string;
  section_code: string;
  section_name: string;
  checkpoint_code: string;
  checkpoint_name: string;
  chainage_m: number | null;
}

// Why the last try failed. `code` is the server's problem code, or one of our own (see outcome.ts).
export interface ShotProblem {
  status: number;
  code: string;
  detail: string;
}

export interface Shot {
  id: string;
  owner_id: string;
  state: ShotState;
  meta: PhotoMeta;
  place: ShotPlace;
  media_type: string;
  size_bytes: number;
  kept_at_ms: number;
  thumb: Blob | null;
  tries: number; // failed ones
  next_try_at_ms: number; // 0: at once
  not_before_ms: number; // what the server asked for by Retry-After; "Send now" obeys it too
  problem: ShotProblem | null;
  receipt: Receipt | null;
  settled_at_ms: number | null; // when the phone heard that it is safe
}

export function isUnsent(shot: Shot): boolean {
  return shot.state !== 'safe';
}
