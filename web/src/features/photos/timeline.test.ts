import { expect, test } from 'vitest';
import type { Comment, HistoryEntry } from '../../lib/api.gen';
import { slotNameOf, timelineOf } from './timeline';

const entry = (at_ms: number, kind: string, body = {}): HistoryEntry => ({
  seq: at_ms,
  at_ms,
  kind,
  actor_id: 'u',
  actor_name: 'Ana',
  body,
});
const comment = (at_ms: number, text: string, decision: Comment['decision'] = null): Comment => ({
  id: `c${at_ms}`,
  author_id: 'u',
  author_name: 'Ana',
  text,
  at_ms,
  decision,
});

test('the newest moment comes first', () => {
  const story = timelineOf([entry(1, 'photo.received', { attempt: 2 })], [comment(5, 'Hm')]);
  expect(story.map((moment) => moment.kind)).toEqual(['comment', 'received']);
  expect(story[1]?.attempt).toBe(2);
});

test('a decision that history and comments both know is told once, with its words', () => {
  const history = [entry(10_000, 'photo.decided', { decision: 'retake' })];
  const story = timelineOf(history, [comment(10_400, 'Blurred.', 'retake')]);
  expect(story).toHaveLength(1);
  expect(story[0]).toMatchObject({ decision: 'retake', text: 'Blurred.' });
});

test('an approval without words comes from the history alone', () => {
  const story = timelineOf([entry(1, 'photo.decided', { decision: 'approved' })], []);
  expect(story[0]).toMatchObject({ kind: 'decision', decision: 'approved', name: 'Ana' });
});

test('an event called after its decision is a decision', () => {
  const story = timelineOf([entry(1, 'photo.retake', null as never)], []);
  expect(story[0]).toMatchObject({ kind: 'decision', decision: 'retake' });
});

test('a kind this version does not know is shown in plain words', () => {
  expect(timelineOf([entry(1, 'photo.slot_turned')], [])[0]?.text).toBe('Slot turned');
});

test('a correction is told once, with who made it and its words', () => {
  const history = [
    entry(1, 'photo.withdrawn'),
    entry(2, 'photo.restored', { attempt: 1, extra: false }),
    entry(3, 'photo.newest_again', { photo_id: 'p2' }),
    entry(10_000, 'photo.reopened', { from: 'approved', to: 'pending', comment: 'By mistake' }),
  ];
  const story = timelineOf(history, [comment(10_050, 'By mistake'), comment(10_060, 'Thanks')]);
  expect(story.map(({ kind, text }) => [kind, text])).toEqual([
    ['comment', 'Thanks'],
    ['reopened', 'By mistake'],
    ['newest_again', ''],
    ['restored', ''],
    ['withdrawn', ''],
  ]);
});

test('a move tells from where to where, by code where the codes are known', () => {
  const from = { section_id: 's1', checkpoint_id: 'c1', stage: 'during', index: 2 };
  const to = { section_id: 's2', checkpoint_id: 'c1', stage: 'during', index: 1 };
  const [moment] = timelineOf([entry(1, 'photo.moved', { from, to, comment: '' })], []);
  expect(moment).toMatchObject({ kind: 'moved', moved: { from, to } });
  const names = { sections: new Map([['s1', 'S1']]), checkpoints: new Map([['c1', 'CP-1']]) };
  expect(slotNameOf(moment!.moved!.from, names)).toEqual({ section: 'S1', checkpoint: 'CP-1', n: 2 });
  expect(slotNameOf(moment!.moved!.to, names)).toBeNull();
});
