// A photo just taken or picked, before its owner says "use it": not kept yet, and not shown as
// taken anywhere.
import type { Checkpoint, PhotoMeta, SectionSlots, Slot, Source } from '../../lib/api.gen';
import type { TakenPhoto } from '../../lib/camera';
import { readClaims } from '../../lib/exif';
import type { Point } from '../../lib/geo';
import type { NewPhoto } from '../../lib/outbox/outbox';
import { shrinkTo } from '../../lib/picture';
import type { Fix } from '../../lib/position';
import { isBack } from './due';
import { placeOf } from './use-section';

export type DraftNote = 'canvas' | 'shrunk' | 'no_position' | 'file_position';

export interface Draft {
  blob: Blob;
  source: Source;
  taken_at_ms: number;
  fix: (Point & Partial<Fix>) | null;
  file_name: string | null;
  override_reason: string | null;
  notes: DraftNote[];
  size_before_bytes: number; // larger than blob.size when it had to be shrunk
}

export type DraftRefusal = 'not_image' | 'too_large';

const kFresh_ms = 60_000;
const kImageName = /\.(jpe?g|png|webp|hei[cf])$/i;

// Of a shot by the page's own camera. A PNG or a huge JPEG is made to fit the server's limit.
export async function draftOfShot(
  taken: TakenPhoto,
  fix: Fix | null,
  override_reason: string | null,
  max_bytes: number,
): Promise<Draft | DraftRefusal> {
  const draft: Draft = {
    ...taken,
    fix,
    file_name: null,
    override_reason,
    notes: taken.source === 'canvas' ? ['canvas'] : [],
    size_before_bytes: taken.blob.size,
  };
  return fitting(draft, max_bytes);
}

// Of a picked file. Its bytes are read at once: phones take files back when the page waits.
export async function draftOfFile(
  file: File,
  fix: Fix | null,
  max_bytes: number,
): Promise<Draft | DraftRefusal> {
  if (!file.type.startsWith('image/') && !kImageName.test(file.name)) return 'not_image';
  const blob = new Blob([await file.arrayBuffer()], { type: file.type });
  const { point, readable } = await readClaims(blob);
  const taken_at_ms = Math.min(file.lastModified, Date.now());
  // Taken a moment ago by the phone's own camera app: the phone is still at that place.
  const here = Date.now() - taken_at_ms < kFresh_ms ? fix : null;
  const draft: Draft = {
    blob,
    source: 'file',
    taken_at_ms,
    fix: point ?? here,
    file_name: file.name,
    override_reason: null,
    notes: point ? ['file_position'] : readable && !here ? ['no_position'] : [],
    size_before_bytes: blob.size,
  };
  return fitting(draft, max_bytes);
}

async function fitting(draft: Draft, max_bytes: number): Promise<Draft | DraftRefusal> {
  if (draft.blob.size <= max_bytes) return draft;
  const blob = await shrinkTo(draft.blob, max_bytes);
  if (!blob) return 'too_large';
  const source = draft.source === 'file' ? 'file' : 'canvas';
  return { ...draft, blob, source, notes: [...draft.notes, 'shrunk'] };
}

// What the outbox keeps of a draft for this slot.
export function newPhoto(
  page: SectionSlots,
  slot: Slot,
  draft: Draft,
  { comment, override_reason }: { comment: string; override_reason: string },
  checkpoint: Checkpoint | undefined,
): NewPhoto {
  const { fix, taken_at_ms } = draft;
  const meta: NewPhoto['meta'] = {
    section_id: page.section.id,
    checkpoint_id: slot.checkpoint_id,
    stage: slot.stage,
    index: slot.index,
    taken_at_ms,
    taken_offset_min: -new Date(taken_at_ms).getTimezoneOffset(),
    source: draft.source,
    ...positionOf(fix),
  };
  if (checkpoint) meta.checkpoint_version = checkpoint.version;
  if (draft.file_name) meta.file_name = draft.file_name;
  const reason = override_reason || draft.override_reason;
  if (reason) meta.override_reason = reason;
  if (comment) meta.comment = comment;
  if (isBack(slot) && slot.photo) meta.replaces = slot.photo.id;
  const device = navigator.userAgent.slice(0, 200);
  if (device) meta.device = device;
  return { blob: draft.blob, meta, place: placeOf(page, slot) };
}

function positionOf(fix: Draft['fix']): Partial<PhotoMeta> {
  if (!fix) return {};
  const position: Partial<PhotoMeta> = { lat: fix.lat, lon: fix.lon };
  if (fix.accuracy_m !== undefined) position.accuracy_m = fix.accuracy_m;
  if (fix.altitude_m != null) position.altitude_m = fix.altitude_m;
  if (fix.heading_deg != null) position.heading_deg = fix.heading_deg;
  return position;
}
