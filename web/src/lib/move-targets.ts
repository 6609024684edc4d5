// What a photo can be moved to: the project's sections, a section's checkpoints, their slots.
import type { Section, Slot } from './api.gen';
import type { SlotRef } from './corrections';

// Sections that match `text`: this section, then the rest of its route, then the others.
export function sectionsFor(
  here: { section_id: string },
  sections: readonly Section[],
  text: string,
): Section[] {
  const route_id = sections.find((each) => each.id === here.section_id)?.route_id;
  const wanted = text.trim().toLowerCase();
  const rank = (each: Section) =>
    each.id === here.section_id ? 0 : each.route_id === route_id ? 1 : 2;
  return sections
    .filter((each) => each.archived_at_ms === null)
    .filter((each) =>
      `${each.code} ${each.name} ${each.route_code} ${each.route_name}`
        .toLowerCase()
        .includes(wanted),
    )
    .sort((a, b) => rank(a) - rank(b));
}

type CheckpointKey = Pick<Slot, 'checkpoint_id' | 'stage'>;
export const checkpointKey = (of: CheckpointKey) => `${of.checkpoint_id}/${of.stage}`;

// One slot for each checkpoint and stage, in list order.
export function checkpointsOf(slots: readonly Slot[]): Slot[] {
  const seen = new Map<string, Slot>();
  for (const slot of slots) if (!seen.has(checkpointKey(slot))) seen.set(checkpointKey(slot), slot);
  return [...seen.values()];
}

export const slotsOf = (slots: readonly Slot[], key: string): Slot[] =>
  slots.filter((slot) => checkpointKey(slot) === key);

// The index after the last one due: an extra.
export const extraIndex = (slots: readonly Slot[]): number =>
  1 + slots.reduce((max, slot) => Math.max(max, slot.index), 0);

// Where a tap on Move goes when no index was chosen: the first free slot, else an extra.
export function firstFree(slots: readonly Slot[], section_id: string, here: SlotRef): number {
  const free = slots.find((slot) => slot.state === 'due' && !isHere(slot, section_id, here));
  return free?.index ?? extraIndex(slots);
}

export const isHere = (
  slot: CheckpointKey & { index: number },
  section_id: string,
  here: SlotRef,
): boolean =>
  section_id === here.section_id &&
  checkpointKey(slot) === checkpointKey(here) &&
  slot.index === here.index;
