import { expect, test } from 'vitest';
import { en } from '../locales/en';
import { t } from './i18n';

test('the count chooses the form and is grouped', () => {
  expect(t('time.days', { count: 1 })).toBe('1 day');
  expect(t('time.days', { count: 1020 })).toBe('1,020 days');
});

test('parameters are put in as they are, whatever they look like', () => {
  expect(t('people.link_for', { name: '{name} $& Ana' })).toBe('Sign-in link for {name} $& Ana');
});

test('every plural has both forms', () => {
  const plurals = Object.entries(en).filter(([, text]) => typeof text !== 'string');
  for (const [key, text] of plurals) expect(Object.keys(text), key).toEqual(['one', 'other']);
});

test('texts are human: no exclamation marks, no "please", no "oops"', () => {
  const texts = Object.values(en).flatMap((text) =>
    typeof text === 'string' ? [text] : Object.values(text),
  );
  const loud = texts.filter((text) => /!|\b(please|oops|successfully|invalid)\b/i.test(text));
  expect(loud).toEqual([]);
});
