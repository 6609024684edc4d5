import { expect, test } from 'vitest';
import { deviceName } from './device';

test('a device is named as a person would say it', () => {
  const chrome = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36';
  expect(deviceName(chrome)).toEqual({ browser: 'Chrome', system: 'Android' });
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36 Edg/139.0';
  expect(deviceName(edge)).toEqual({ browser: 'Edge', system: 'Windows' });
  const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1';
  expect(deviceName(safari)).toEqual({ browser: 'Safari', system: 'iPhone' });
});

test('what is not known keeps its own words', () => {
  expect(deviceName('curl/8.5.0')).toBeNull();
  expect(deviceName('')).toBeNull();
});
