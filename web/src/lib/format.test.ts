import { expect, test } from 'vitest';
import {
  formatBytes,
  formatDistance,
  formatDuration,
  formatFullTime,
  formatHash,
  formatHeading,
  formatPosition,
  formatRate,
  formatTime,
} from './format';

test('positions carry a true minus and five decimals', () => {
  expect(formatPosition(-34.86345, -56.15036)).toBe('−34.86345, −56.15036');
});

test('distances are read as walked', () => {
  expect(formatDistance(1.42)).toBe('1.4 m');
  expect(formatDistance(1020)).toBe('1,020 m');
  expect(formatDistance(12_345)).toBe('12.3 km');
  expect(formatDistance(-12)).toBe('−12 m');
});

test('evidence times show the offset of the place where the photo was taken', () => {
  expect(formatFullTime(Date.UTC(2026, 10, 20, 14, 14, 52), -180)).toBe(
    '2026-11-20 11:14:52 −03:00',
  );
  expect(formatFullTime(Date.UTC(2026, 10, 20, 14, 14, 52), 330)).toBe(
    '2026-11-20 19:44:52 +05:30',
  );
});

test('today is a time, yesterday says so, older days have their date', () => {
  const now = new Date(2026, 10, 21, 9, 0).getTime();
  expect(formatTime(new Date(2026, 10, 21, 8, 5).getTime(), now)).toBe('08:05');
  expect(formatTime(new Date(2026, 10, 20, 17, 5).getTime(), now)).toBe('yesterday 17:05');
  expect(formatTime(new Date(2026, 10, 19, 16, 20).getTime(), now)).toBe('19 Nov 16:20');
  expect(formatTime(new Date(2025, 10, 19, 16, 20).getTime(), now)).toBe('19 Nov 2025 16:20');
});

test('durations change their unit before the number gets long', () => {
  expect(formatDuration(40_000)).toBe('40 s');
  expect(formatDuration(17 * 60_000)).toBe('17 min');
  expect(formatDuration(24 * 3_600_000)).toBe('24 h');
  expect(formatDuration(5 * 86_400_000)).toBe('5 days');
  expect(formatDuration(-5)).toBe('0 s');
});

test('headings name one of eight directions, also across north', () => {
  expect(formatHeading(142)).toBe('142° SE');
  expect(formatHeading(359)).toBe('359° N');
  expect(formatHeading(-45)).toBe('315° NW');
});

test('sizes and hashes are shortened for the eye', () => {
  expect(formatBytes(812)).toBe('812 B');
  expect(formatBytes(4_812_345)).toBe('4.8 MB');
  expect(formatBytes(63_834_200_000)).toBe('63.8 GB');
  expect([0, 0.04, 2.34, 27.6, 1_234].map(formatRate)).toEqual(['0', '0', '2.3', '28', '1,234']);
  expect(formatHash('9f2c41d8' + '0'.repeat(48) + 'e07a5b13')).toBe('9f2c 41d8 … e07a 5b13');
});
