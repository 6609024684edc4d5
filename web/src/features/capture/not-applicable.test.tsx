import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import 'fake-indexeddb/auto';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import type { SectionCounts, Slot, SlotState, Waiver, WaiverStatus } from '../../lib/api.gen';
import { KeptPages } from '../../lib/kept';
import { meQuery } from '../../lib/session';
import { progressWord } from './find-screen';
import CaptureScreen from './screen';

const counts = { extras: 0 };
const section = { id: 's1', code: 'S1', name: 'Street', route_code: 'N4', project_name: 'Ring', counts };
const waiver = (status: WaiverStatus, more: Partial<Waiver> = {}) =>
  ({
    id: 'w1',
    section_id: 's1',
    reason: 'No such work here',
    status,
    owner_id: 'u1',
    owner_name: 'Diego',
    created_at_ms: 1,
    comment: null,
    decided_by_name: null,
    ...more,
  }) as Waiver;

const slot = (state: SlotState, of: Waiver | null = null): Slot => ({
  checkpoint_id: 'c',
  checkpoint_code: 'TR-03',
  checkpoint_name: 'Ducts',
  work_type_name: 'Trench',
  guidance: '',
  stage: 'during',
  index: 1,
  chainage_m: null,
  hold_blocked: false,
  state,
  photo: null,
  waiver: of,
});

// A section with one slot; `after` is what a first post leaves there, or the problem it meets.
function show(path: string, first: Slot, after: Slot | { code: string; detail: string } = first) {
  const posts: [string, unknown][] = [];
  let now = first;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (init.method === 'POST') {
      posts.push([url, JSON.parse(String(init.body))]);
      if ('detail' in after) {
        const headers = { 'Content-Type': 'application/problem+json' };
        return new Response(JSON.stringify({ title: 'No', ...after }), { status: 409, headers });
      }
      now = posts.length === 1 ? after : first;
      return Response.json(waiver('pending'), { status: 201 });
    }
    if (url.endsWith('/slots')) {
      return Response.json({ section, project: { id: 'j', name: 'Ring' }, items: [now] });
    }
    return Response.json({ items: [], next: null });
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { id: 'u1', name: 'Diego', role: 'crew', config: {} } as never);
  const routes = [{ path: 'capture/*', element: <CaptureScreen /> }];
  const router = createMemoryRouter(routes, { initialEntries: [`/capture/section/s1${path}`] });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { posts, router };
}
const kSlot = '/slot/c/during/1';

afterEach(async () => {
  cleanup();
  await new KeptPages().forget('u1');
  vi.unstubAllGlobals();
});

test('a slot is asked to be not applicable in a few taps, and the way back is the next', async () => {
  const { posts, router } = show('', slot('due'), slot('waiver_pending', waiver('pending')));
  await userEvent.click(await screen.findByRole('link', { name: 'More on TR-03 Ducts' }));
  await userEvent.click(await screen.findByRole('button', { name: /^Not applicable/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Ask the office' }));
  expect(screen.getByRole('alert').textContent).toContain('Tap a reason');
  await userEvent.click(screen.getByRole('button', { name: 'No such work here' }));
  await userEvent.click(screen.getByRole('button', { name: 'Ask the office' }));
  await screen.findByText('Not applicable? Waits for the office');
  expect(router.state.location.pathname).toBe('/capture/section/s1');
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await screen.findByText('Due · 1');
  expect(posts).toEqual([
    ['/api/sections/s1/not-applicable', { checkpoint_id: 'c', index: 1, reason: 'No such work here' }],
    ['/api/not-applicable/w1/withdraw', {}],
  ]);
});

test('what was asked shows its reason; only who asked takes it back', async () => {
  const { posts } = show(kSlot, slot('waiver_pending', waiver('pending')), slot('due'));
  await screen.findByText('Not applicable: No such work here');
  await userEvent.click(screen.getByRole('button', { name: 'Take it back' }));
  await screen.findByText('Due · 1');
  expect(posts).toEqual([['/api/not-applicable/w1/withdraw', {}]]);
  cleanup();
  await new KeptPages().forget('u1');
  show(kSlot, slot('waiver_pending', waiver('pending', { owner_id: 'u2' })));
  await screen.findByText('Not applicable: No such work here');
  expect(screen.queryByRole('button', { name: 'Take it back' })).toBeNull();
});

test('a refused request says what the reviewer wrote, and may be asked again', async () => {
  const refused = waiver('retake', { comment: 'I see one', decided_by_name: 'Ana' });
  show(kSlot, slot('due', refused));
  await screen.findByText('Needed all the same: I see one');
  expect(screen.getByRole('button', { name: /^Not applicable/ })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Take the photo' })).toBeTruthy();
});

test('a refused request is forgotten once a photo came', async () => {
  show(kSlot, slot('approved', waiver('retake', { comment: 'I see one' })));
  await screen.findByRole('heading', { name: 'TR-03 Ducts' });
  expect(screen.queryByText(/I see one/)).toBeNull();
});

test('a closed slot is quiet: nothing is asked of the crew', async () => {
  show('', slot('not_applicable', waiver('approved', { decided_by_name: 'Ana' })));
  await screen.findByText('Approved · 0 · 1 not applicable');
  expect(screen.getByText('Nothing is due here')).toBeTruthy();
});

test('who comes too late is told why, and keeps the words', async () => {
  const problem = { code: 'slot-photographed', detail: 'Withdraw the photo first.' };
  const { posts } = show(kSlot, slot('due'), problem);
  await userEvent.click(await screen.findByRole('button', { name: /^Not applicable/ }));
  await userEvent.type(screen.getByRole('textbox', { name: 'In your words' }), 'rock');
  await userEvent.click(screen.getByRole('button', { name: 'Ask the office' }));
  await screen.findByText(/Withdraw the photo first/);
  expect(posts).toHaveLength(1);
  expect(screen.getByDisplayValue('rock')).toBeTruthy();
});

test('without a network it says that asking needs a connection, and keeps the words', async () => {
  show(kSlot, slot('due'));
  await userEvent.click(await screen.findByRole('button', { name: /^Not applicable/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Cannot be reached' }));
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await userEvent.click(screen.getByRole('button', { name: 'Ask the office' }));
  expect((await screen.findByRole('alert')).textContent).toContain('This needs a connection');
  expect(screen.getByRole('button', { name: 'Cannot be reached', pressed: true })).toBeTruthy();
});

test('a section’s progress counts what is not applicable apart', () => {
  const some = { due: 14, approved: 12, not_applicable: 2 } as SectionCounts;
  expect(progressWord(some)).toBe('12 of 14 approved · 2 not applicable');
  expect(progressWord({ ...some, approved: 14, not_applicable: 0 })).toBe('All approved');
});
