import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api';
import { KeptPages } from './kept';

const unreachable = () => Promise.reject(new ApiError({ status: 0 }));
const refused = () => Promise.reject(new ApiError({ status: 403 }));
const isUnreachable = (error: unknown) => (error as ApiError).status === 0;

describe('a list the crew needs without a network', () => {
  it('is shown from its last copy, with the time of that copy', async () => {
    const kept = new KeptPages('kept-1');
    const first = await kept.fetchKept('me', '/list', async () => [1, 2], isUnreachable);
    const later = await kept.fetchKept<number[]>('me', '/list', unreachable, isUnreachable);
    expect(first.fresh).toBe(true);
    expect(later).toEqual({ body: [1, 2], fetched_at_ms: first.fetched_at_ms, fresh: false });
  });

  it('is not shown to another account, nor after its own was forgotten', async () => {
    const kept = new KeptPages('kept-2');
    await kept.fetchKept('me', '/list', async () => [1], isUnreachable);
    await expect(kept.fetchKept('you', '/list', unreachable, isUnreachable)).rejects.toThrow();
    await kept.forget('me');
    await expect(kept.fetchKept('me', '/list', unreachable, isUnreachable)).rejects.toThrow();
  });

  it('is shown from its last copy while a bad network keeps one waiting', async () => {
    const kept = new KeptPages('kept-4');
    await kept.fetchKept('me', '/list', async () => [1], isUnreachable);
    const never = () => new Promise<number[]>(() => undefined);
    const shown = await kept.fetchKept('me', '/list', never, isUnreachable, 1);
    expect(shown).toMatchObject({ body: [1], fresh: false });
  });

  it('does not hide a refusal', async () => {
    const kept = new KeptPages('kept-3');
    await kept.fetchKept('me', '/list', async () => [1], isUnreachable);
    await expect(kept.fetchKept('me', '/list', refused, isUnreachable)).rejects.toThrow();
  });
});
