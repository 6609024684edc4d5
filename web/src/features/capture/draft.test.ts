import { File as NodeFile } from 'node:buffer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import type { Fix } from '../../lib/position';
import { draftOfFile, newPhoto, type Draft } from './draft';

const kMax = 1000;
const fix: Fix = { lat: 1, lon: 2, accuracy_m: 4, altitude_m: null, heading_deg: 90, at_ms: 0 };
const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 0]);

const fileOf = (name: string, type: string, lastModified = 5) =>
  new NodeFile([jpeg], name, { type, lastModified }) as unknown as File;

describe('a picked file', () => {
  it('without position says so, and is not given the place where it was picked', async () => {
    const draft = (await draftOfFile(fileOf('a.jpg', 'image/jpeg'), fix, kMax)) as Draft;
    expect(draft).toMatchObject({ source: 'file', fix: null, notes: ['no_position'] });
    expect(draft.taken_at_ms).toBe(5);
  });

  it('made a moment ago by the phone’s camera app has the phone’s place', async () => {
    const file = fileOf('a.jpg', 'image/jpeg', Date.now());
    expect(((await draftOfFile(file, fix, kMax)) as Draft).fix).toBe(fix);
  });

  it('that is no picture is not taken; HEIC without a type is', async () => {
    expect(await draftOfFile(fileOf('plan.pdf', 'application/pdf'), null, kMax)).toBe('not_image');
    expect(typeof (await draftOfFile(fileOf('IMG_1.HEIC', ''), null, kMax))).toBe('object');
  });

  it('larger than the server takes, and unreadable here, says so', async () => {
    expect(await draftOfFile(fileOf('a.jpg', 'image/jpeg'), null, 3)).toBe('too_large');
  });
});

describe('what is sent of a photo', () => {
  beforeEach(() => void vi.stubGlobal('navigator', { userAgent: 'test phone' }));
  afterEach(() => void vi.unstubAllGlobals());

  const page = { section: { id: 's' }, project: {} } as SectionSlots;
  const words = { comment: '', override_reason: '' };
  const slot = { checkpoint_id: 'c', stage: 'after', index: 3, state: 'due' } as Slot;
  const draft: Draft = {
    blob: new Blob(),
    source: 'camera',
    taken_at_ms: 7,
    fix,
    file_name: null,
    override_reason: null,
    notes: [],
    size_before_bytes: 0,
  };

  it('names slot, place and time, and nothing that is not known', () => {
    const { meta } = newPhoto(page, slot, draft, words, undefined);
    expect(meta).toMatchObject({ section_id: 's', checkpoint_id: 'c', stage: 'after', index: 3 });
    expect(meta).toMatchObject({
      lat: 1,
      lon: 2,
      accuracy_m: 4,
      heading_deg: 90,
      source: 'camera',
    });
    for (const absent of ['altitude_m', 'comment', 'replaces', 'override_reason', 'file_name']) {
      expect(meta).not.toHaveProperty(absent);
    }
  });

  it('answers the photo that came back, with the words of the crew', () => {
    const back = { ...slot, state: 'retake', photo: { id: 'old' } } as Slot;
    const { meta } = newPhoto(page, back, draft, { ...words, comment: 'Closer' }, undefined);
    expect(meta).toMatchObject({ replaces: 'old', comment: 'Closer' });
  });

  it('does not replace a photo that waits or is approved', () => {
    const pending = { ...slot, state: 'pending', photo: { id: 'old' } } as Slot;
    expect(newPhoto(page, pending, draft, words, undefined).meta).not.toHaveProperty('replaces');
  });
});
