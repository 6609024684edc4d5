import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { Can, Photo } from '../lib/api.gen';
import { CorrectionActs, CorrectionPanel, useCorrecting } from './corrections';
import { UndoBar } from './undo';

const photo = {
  id: 'p1',
  project_id: 'j',
  section_id: 's1',
  section_code: 'S1',
  checkpoint_id: 'c',
  checkpoint_code: 'TR-02',
  stage: 'during',
  index: 1,
  version: 7,
  previous: null,
  replaced_by: null,
} as unknown as Photo;
const slot = (index: number, state: string) => ({
  checkpoint_id: 'c',
  checkpoint_code: 'TR-02',
  checkpoint_name: 'Ducts',
  stage: 'during',
  index,
  state,
  chainage_m: null,
});
const section = (id: string) => ({
  id,
  route_id: 'r',
  code: id.toUpperCase(),
  name: 'Street',
  route_code: 'N4',
  route_name: 'North',
  archived_at_ms: null,
});

function Screen({ shown }: { shown: Photo }) {
  const correcting = useCorrecting();
  return (
    <>
      <UndoBar undo={correcting.undo} keyed />
      <CorrectionPanel photo={shown} correcting={correcting} />
      <CorrectionActs photo={shown} correcting={correcting} />
    </>
  );
}

// What was posted, as [path, body].
function show(can: Partial<Can>) {
  const posts: [string, unknown][] = [];
  const reply = (body: unknown) => new Response(JSON.stringify(body), { status: 200 });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (init.method === 'POST') {
      posts.push([url, JSON.parse(String(init.body))]);
      return reply({ ...photo, section_code: 'S6' });
    }
    if (url.includes('/slots')) return reply({ items: [slot(1, 'pending'), slot(2, 'due')] });
    return reply({ items: [section('s1'), section('s6')], next: null });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Screen shown={{ ...photo, can: can as Can }} />
    </QueryClientProvider>,
  );
  return posts;
}

afterEach(() => vi.unstubAllGlobals());

test('only the corrections that are allowed have a button', () => {
  show({ withdraw: true, move: true, reopen: false, restore: false });
  const names = screen.getAllByRole('button').map((button) => button.textContent);
  expect(names).toEqual(['Move…M', 'Withdraw']);
});

test('withdrawing says so, and Z restores', async () => {
  const posts = show({ withdraw: true });
  await userEvent.click(screen.getByRole('button', { name: 'Withdraw' }));
  await screen.findByText('Withdrawn');
  await userEvent.keyboard('z');
  await vi.waitFor(() => expect(posts).toHaveLength(2));
  expect(posts).toEqual([
    ['/api/photos/p1/withdraw', { seen_version: 7 }],
    ['/api/photos/p1/restore', {}],
  ]);
  await vi.waitFor(() => expect(screen.queryByText('Withdrawn')).toBeNull());
});

test('reopening needs words; a phrase by its number counts', async () => {
  const posts = show({ reopen: true });
  await userEvent.click(screen.getByRole('button', { name: /^Reopen/ }));
  await userEvent.keyboard('{Enter}');
  expect(posts).toEqual([]);
  screen.getByRole('group', { name: 'Reopen: why look again?' }).focus();
  await userEvent.keyboard('1{Enter}');
  await screen.findByText(/It waits for a decision again/);
  const body = { comment: 'Decided by mistake', seen_version: 7 };
  expect(posts).toEqual([['/api/photos/p1/reopen', body]]);
});

test('a move names where it went, and its undo moves back', async () => {
  const posts = show({ move: true });
  await userEvent.click(screen.getByRole('button', { name: /^Move/ }));
  await userEvent.click(await screen.findByRole('button', { name: /S6 Street/ }));
  await userEvent.click(await screen.findByRole('button', { name: /no\. 2 · free/ }));
  await userEvent.type(screen.getByLabelText('Comment, if you like'), 'Other side');
  await userEvent.click(screen.getByRole('button', { name: /^Move(?!…)/ }));
  await screen.findByText('Moved to S6 · TR-02');
  await userEvent.click(screen.getByRole('button', { name: /Undo/ }));
  await vi.waitFor(() => expect(posts).toHaveLength(2));
  const slot_of = { checkpoint_id: 'c', stage: 'during' };
  expect(posts).toEqual([
    [
      '/api/photos/p1/move',
      { section_id: 's6', ...slot_of, index: 2, comment: 'Other side', seen_version: 7 },
    ],
    ['/api/photos/p1/move', { section_id: 's1', ...slot_of, index: 1 }],
  ]);
});
