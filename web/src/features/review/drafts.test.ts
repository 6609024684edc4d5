// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { commentOf, loadDraft, saveDraft } from './drafts';

beforeEach(() => sessionStorage.clear());

test('phrases and words become sentences the crew can read', () => {
  const draft = { phrases: ['Blurred or too dark', 'Part missing'], words: ' Step back 2 m. ' };
  expect(commentOf(draft)).toBe('Blurred or too dark. Part missing. Step back 2 m.');
});

test('nothing chosen and nothing written is no comment', () => {
  expect(commentOf({ phrases: [], words: '  ' })).toBe('');
});

test('a draft belongs to its photo and its decision', () => {
  saveDraft('p1', 'retake', { phrases: [], words: 'closer' });
  expect(loadDraft('p1', 'retake').words).toBe('closer');
  expect(loadDraft('p1', 'nonconforming').words).toBe('');
  expect(loadDraft('p2', 'retake').words).toBe('');
});

test('a damaged draft is an empty one', () => {
  sessionStorage.setItem('asbuilt.draft.retake.p1', '{');
  expect(loadDraft('p1', 'retake')).toEqual({ phrases: [], words: '' });
});
