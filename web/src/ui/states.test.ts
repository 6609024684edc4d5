import { expect, test } from 'vitest';
import { ApiError } from '../lib/api';
import { errorText } from './states';

test('who asked too often is told the wait in the words of the server, once', () => {
  const detail = 'Too many wrong passwords. Wait 15 minutes, then go on.';
  expect(errorText(new ApiError({ status: 429, code: 'rate-limited', detail }, 912))).toBe(detail);
});

test('a busy server says when to try again', () => {
  const busy = new ApiError({ status: 503, detail: 'The server is busy.' }, 4);
  expect(errorText(busy)).toContain('in 4 s');
});
