import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { PhotoRow } from '../../lib/api.gen';
import { useDecideAndUndo } from './undo-decision';
import type { Result } from './worklist';

const rows = ['a', 'b'].map((id) => ({ id, version: 1 }) as PhotoRow);
const result = (photo_id: string, ok: boolean): Result => ({ photo_id, ok, problem: null });

function decideWith(results: Result[]) {
  const act = vi.fn();
  const takeAway = vi.fn();
  const show = vi.fn((_text: string, _back?: (() => Promise<unknown>) | null) => takeAway);
  const posts: [string, unknown][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    posts.push([url, JSON.parse(String(init.body))]);
    return new Response(JSON.stringify({ id: url.split('/')[3], project_id: 'j' }));
  });
  const client = new QueryClient();
  const { result: hook } = renderHook(
    () => useDecideAndUndo({ act, send: async () => results }, { show }),
    {
      wrapper: ({ children }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  return { act, takeAway, show, posts, decide: hook.current };
}

afterEach(() => vi.unstubAllGlobals());

test('undoing a decision reopens what stood, with its reason, and goes back to it', async () => {
  const { act, show, posts, decide } = decideWith([result('a', true), result('b', false)]);
  await decide(rows, 'approved', '');
  expect(show.mock.calls[0]![0]).toBe('Approved 2');
  await show.mock.calls[0]![1]!();
  expect(posts).toEqual([['/api/photos/a/reopen', { comment: 'Decided by mistake' }]]);
  expect(act).toHaveBeenLastCalledWith({ type: 'go_id', id: 'a' });
});

test('nothing is offered where no decision stood', async () => {
  const { takeAway, decide } = decideWith([result('a', false), result('b', false)]);
  await decide(rows, 'retake', 'Blurred.');
  expect(takeAway).toHaveBeenCalledOnce();
});
