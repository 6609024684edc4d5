// Addresses of the crew's screens, in one place.
import type { Slot } from '../../lib/api.gen';

type SlotRef = Pick<Slot, 'checkpoint_id' | 'stage' | 'index'>;

export const kFind = '/capture/find';
export const kOutbox = '/capture/outbox';
export const kCrew = '/capture/crew';
export const kMe = '/capture/me';
export const sectionPath = (section_id: string) => `/capture/section/${section_id}`;

const slotPart = (slot: SlotRef) => `${slot.checkpoint_id}/${slot.stage}/${slot.index}`;
export const slotPath = (section_id: string, slot: SlotRef) =>
  `${sectionPath(section_id)}/slot/${slotPart(slot)}`;
export const cameraPath = (section_id: string, slot: SlotRef) =>
  `${sectionPath(section_id)}/camera/${slotPart(slot)}`;
export const movePath = (section_id: string, slot: SlotRef) =>
  `${slotPath(section_id, slot)}/move`;

export const kCertificate = '/ca';
