// Names of a slot as the crew reads them.
import type { Slot } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import { countOf } from './due';

type Named = Pick<Slot, 'checkpoint_code' | 'checkpoint_name' | 'chainage_m'>;

export const checkpointName = (slot: Named) => `${slot.checkpoint_code} ${slot.checkpoint_name}`;

// "TR-03 at 1,050 m" where the slot has a place on the line, else "TR-03 Ducts laid".
export function slotName(slot: Named): string {
  const { checkpoint_code: code, checkpoint_name: name, chainage_m } = slot;
  if (chainage_m === null) return t('due.next', { code, name });
  return t('due.next_at', { code, place: formatDistance(chainage_m) });
}

// What tells this slot from the others of its checkpoint: "1,050 m", "2 of 3", or nothing.
export function slotPlace(slot: Slot, slots: readonly Slot[]): string | null {
  if (slot.chainage_m !== null) return formatDistance(slot.chainage_m);
  const { nth, of } = countOf(slot, slots);
  return of > 1 ? t('due.slot_n', { nth, of }) : null;
}
