import { expect, test } from 'vitest';
import type { AuditEntry } from '../../lib/api.gen';
import { readAuditFilter } from './audit-filter';
import { detailsOf, kinds, sentenceOf, type Names } from './audit-words';

const names: Names = {
  people: new Map([['u2', 'Diego Sosa']]),
  sections: new Map([['s1', 'S1 Flores']]),
};
const entry = (kind: string, subject_id: string, body: unknown = {}): AuditEntry => ({
  id: 'e1',
  seq: 1,
  at_ms: 0,
  kind,
  subject_id,
  project_id: null,
  actor_id: 'u1',
  actor_name: 'Ana Costa',
  actor_email: 'ana@x.example',
  body,
});
const said = (kind: string, subject_id: string, body?: unknown) =>
  sentenceOf(entry(kind, subject_id, body), names);

test('events read as sentences, with names where they are known', () => {
  expect(said('section.changed', 's9', { code: 'S1', name: 'Bridge' })).toBe(
    'Ana Costa changed section S1 Bridge',
  );
  expect(said('section.accepted', 's1')).toBe('Ana Costa accepted section S1 Flores');
  expect(said('user.changed', 'u2')).toBe('Ana Costa changed the account of Diego Sosa');
  expect(said('member.added', 'p1', { code: 'u2', name: 'd@x.example' })).toBe(
    'Ana Costa gave d@x.example access',
  );
  expect(said('photo.received', 'ph1', { section_id: 's1' })).toBe(
    'Ana Costa took a photo in S1 Flores',
  );
  expect(said('photo.approved', 'ph1')).toBe('Ana Costa approved a photo');
  expect(said('comet.seen', 'x')).toBe('Ana Costa: comet.seen');
});

test('the program has a name too', () => {
  const by_itself = { ...entry('photo.developed', 'ph1'), actor_id: null, actor_name: null, actor_email: null };
  expect(sentenceOf(by_itself, names)).toBe('Asbuilt made the picture of a photo');
});

test('an edit says from what to what, a decision its comment', () => {
  const changes = [
    { field: 'length_m', from: 40, to: 50 },
    { field: 'hold_point', from: false, to: true },
    { field: 'keep_days', from: null, to: 30 },
    { field: 'line' },
  ];
  expect(detailsOf(entry('section.changed', 's1', { changes }))).toEqual([
    'length: 40 m → 50 m',
    'hold point: no → yes',
    'keep days: – → 30',
    'line changed',
  ]);
  expect(detailsOf(entry('photo.retake', 'ph1', { comment: 'Too dark.' }))).toEqual(['“Too dark.”']);
});

test('every kind may be filtered by, in words', () => {
  expect(kinds.find(({ value }) => value === 'section.accepted')?.word).toBe('Accepted section …');
});

test('days are whole days of the reader', () => {
  const { from_ms, to_ms } = readAuditFilter(new URLSearchParams('from=2026-11-20&to=2026-11-20'));
  expect(to_ms! - from_ms!).toBe(86_400_000);
  expect(readAuditFilter(new URLSearchParams('from=soon')).from_ms).toBeNull();
});
