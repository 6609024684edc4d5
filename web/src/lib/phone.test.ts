import { expect, test } from 'vitest';
import { phoneInHand } from './phone';

const of = (userAgent: string, maxTouchPoints = 5) =>
  phoneInHand({ userAgent, maxTouchPoints } as Navigator);

test('the steps shown first are those of the phone in the hand', () => {
  expect(of('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1')).toBe('iphone');
  expect(of('Mozilla/5.0 (Linux; Android 10; K) Chrome/139.0.0.0 Mobile')).toBe('android');
});

test('an iPad that calls itself a Mac is known by its touch screen', () => {
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15';
  expect(of(mac)).toBe('iphone');
  expect(of(mac, 0)).toBe('android');
});
