import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import type { Waiver } from '../../lib/api.gen';
import { createQueryClient } from '../../lib/query';
import { meQuery } from '../../lib/session';
import { Waivers, WaiversLink } from './waivers';

const waiver = {
  id: 'w1',
  project_id: 'p1',
  section_id: 's1',
  section_code: 'S1',
  section_name: 'Flores',
  checkpoint_code: 'TR-03',
  checkpoint_name: 'Ducts',
  stage: 'during',
  index: 2,
  reason: 'No such work here',
  status: 'pending',
  owner_id: 'u1',
  owner_name: 'Diego',
  created_at_ms: Date.now() - 60_000,
  version: 1,
} as Waiver;

// Shows the list and the link to it; `refusal`: what a decision meets.
function show(items: Waiver[], refusal?: { code: string; detail: string }, next: string | null = null) {
  const posts: [string, unknown][] = [];
  const urls: string[] = [];
  let asked = 0;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (init.method !== 'POST') {
      asked += 1;
      urls.push(url);
      if (url.includes('cursor=')) return Response.json({ items: [], next: null });
      return Response.json({ items: posts.length % 2 === 0 || refusal ? items : [], next });
    }
    posts.push([url, JSON.parse(String(init.body))]);
    if (!refusal) return Response.json({ ...waiver, status: 'approved', version: 2 });
    const headers = { 'Content-Type': 'application/problem+json' };
    return new Response(JSON.stringify({ title: 'No', ...refusal }), { status: 409, headers });
  });
  const client = createQueryClient();
  client.setQueryData(meQuery.queryKey, { id: 'ana', name: 'Ana', role: 'reviewer' } as never);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <WaiversLink project_id="p1" />
        <Waivers project_id="p1" />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return { posts, urls, asked: () => asked };
}
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('a request is agreed to with one tap, and reopened with the next', async () => {
  const { posts } = show([waiver]);
  await screen.findByText('“No such work here”');
  expect(screen.getByRole('link', { name: '1 not applicable?' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Agree: TR-03 Ducts, S1' }));
  await screen.findByText('Nothing was asked');
  await userEvent.click(screen.getByRole('button', { name: /^Undo/ }));
  await screen.findByText('“No such work here”');
  expect(posts).toEqual([
    ['/api/not-applicable/w1/decide', { decision: 'approved', seen_version: 1 }],
    ['/api/not-applicable/w1/reopen', { comment: 'Decided by mistake' }],
  ]);
});

test('a refusal needs words for the crew', async () => {
  const { posts } = show([waiver]);
  await userEvent.click(await screen.findByRole('button', { name: 'Refuse TR-03 Ducts, S1' }));
  await userEvent.keyboard('{Enter}');
  expect(posts).toEqual([]);
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('group')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Refuse TR-03 Ducts, S1' }));
  await userEvent.keyboard('1');
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(posts).toHaveLength(1));
  expect(posts[0]).toEqual([
    '/api/not-applicable/w1/decide',
    { decision: 'retake', comment: 'It is on the drawing', seen_version: 1 },
  ]);
});

test('who comes too late is told, and the list is loaded again', async () => {
  const { asked } = show([waiver], { code: 'waiver-changed', detail: 'Load it again first.' });
  await userEvent.click(await screen.findByRole('button', { name: /^Agree/ }));
  expect((await screen.findByRole('alert')).textContent).toContain('Load it again first.');
  await vi.waitFor(() => expect(asked()).toBe(2));
});

test('one’s own request waits for somebody else', async () => {
  show([{ ...waiver, owner_id: 'ana' }]);
  await screen.findByText('You asked, so someone else decides.');
  expect(screen.queryByRole('button', { name: /^Agree/ })).toBeNull();
});

test('the whole list goes by keys: agree, the next one, refuse with words, back', async () => {
  const second = { ...waiver, id: 'w2', checkpoint_code: 'TR-04', checkpoint_name: 'Tape' };
  const { posts } = show([waiver, second]);
  const lines = async () => (await screen.findAllByRole('listitem')).map((line) => line.getAttribute('aria-current'));
  expect(await lines()).toEqual(['true', null]);
  await userEvent.keyboard('j');
  expect(await lines()).toEqual([null, 'true']);
  await userEvent.keyboard('k');
  await userEvent.keyboard('a');
  await vi.waitFor(() => expect(posts).toHaveLength(1));
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Agree: TR-03 Ducts, S1' })).toBeNull());
  await userEvent.keyboard('z');
  await screen.findByRole('button', { name: 'Agree: TR-03 Ducts, S1' });
  await userEvent.keyboard('j');
  await userEvent.keyboard('r');
  await screen.findByText('Refuse: why is it needed?');
  await userEvent.keyboard('1{Enter}');
  await vi.waitFor(() => expect(posts).toHaveLength(3));
  expect(posts.map(([url]) => url)).toEqual([
    '/api/not-applicable/w1/decide',
    '/api/not-applicable/w1/reopen',
    '/api/not-applicable/w2/decide',
  ]);
});

test('what lies beyond a page is loaded on the way there', async () => {
  const { urls } = show([waiver], undefined, 'cursor1');
  await screen.findByText('“No such work here”');
  await userEvent.keyboard('j');
  await vi.waitFor(() => expect(urls.some((url) => url.includes('cursor=cursor1'))).toBe(true));
});

test('without requests nothing leads there; with more than a page it says so', async () => {
  show([]);
  await screen.findByText('Nothing was asked');
  expect(screen.queryByRole('link', { name: /not applicable/ })).toBeNull();
  cleanup();
  show([waiver], undefined, 'cursor');
  await screen.findByRole('link', { name: '1+ not applicable?' });
});
