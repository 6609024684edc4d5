import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import 'fake-indexeddb/auto';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Slot, SlotState } from '../../lib/api.gen';
import { KeptPages } from '../../lib/kept';
import { meQuery } from '../../lib/session';
import { lastShotState } from './redo-last';
import CaptureScreen from './screen';

const me = { id: 'u1', email: 'd@x.example', name: 'Diego', role: 'crew', signup: 'invite' };
const counts = { extras: 2 };
const section = { id: 's1', code: 'S1', name: 'Street', route_code: 'N4', project_name: 'Ring', counts };

function slot(index: number, state: SlotState, owner_id = 'u1'): Slot {
  const id = `p${index}`;
  const photo = { id, status: state, attempt: 1, owner_id, owner_name: 'Diego', version: 4 };
  return {
    checkpoint_id: 'c',
    checkpoint_code: 'TR-03',
    checkpoint_name: 'Ducts',
    work_type_name: 'Trench',
    guidance: '',
    stage: 'during',
    index,
    chainage_m: null,
    hold_blocked: false,
    state,
    photo: state === 'due' ? null : ({ ...photo, received_at_ms: 1 } as Slot['photo']),
    waiver: null,
  };
}

// Opens `path` under the section, and tells what is posted.
function show(path: string, items: Slot[], state?: unknown) {
  const posts: [string, unknown][] = [];
  const reply = (body: unknown) => new Response(JSON.stringify(body), { status: 200 });
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (init.method === 'POST') {
      posts.push([url, JSON.parse(String(init.body))]);
      return reply({ id: 'p1', project_id: 'j', section_id: 's1' });
    }
    if (url.endsWith('/slots')) return reply({ section, project: { id: 'j', name: 'Ring' }, items });
    return reply({ items: [], next: null });
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { ...me, config: {} } as never);
  const pathname = `/capture/section/s1${path}`;
  const routes = [{ path: 'capture/*', element: <CaptureScreen /> }];
  const router = createMemoryRouter(routes, { initialEntries: [{ pathname, state }] });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { posts, router };
}

// The list has taken this screen's place. A click while it does would meet a button that goes.
const gone = (role: string, name: string) =>
  vi.waitFor(() => expect(screen.queryByRole(role, { name })).toBeNull());

afterEach(async () => {
  await new KeptPages().forget('u1');
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('one’s own undecided photo', () => {
  it('is withdrawn with one tap, and restored with the next', async () => {
    const { posts, router } = show('/slot/c/during/1', [slot(1, 'pending'), slot(2, 'due')]);
    await userEvent.click(await screen.findByRole('button', { name: 'Withdraw' }));
    await screen.findByText('Withdrawn');
    expect(router.state.location.pathname).toBe('/capture/section/s1');
    await gone('button', 'Withdraw');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(screen.queryByText('Withdrawn')).toBeNull());
    expect(posts).toEqual([
      ['/api/photos/p1/withdraw', { seen_version: 4 }],
      ['/api/photos/p1/restore', {}],
    ]);
  });

  it('goes to another slot in two taps, and back by Undo', async () => {
    const { posts } = show('/slot/c/during/1', [slot(1, 'pending'), slot(2, 'due')]);
    await userEvent.click(await screen.findByRole('link', { name: 'Wrong slot' }));
    await screen.findByRole('heading', { name: 'Free · 1' });
    await userEvent.click(screen.getByRole('button', { name: /TR-03 Ducts/ }));
    await screen.findByText(/^Moved to TR-03/);
    await gone('heading', 'Free · 1');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await vi.waitFor(() => expect(posts).toHaveLength(2));
    const to = { section_id: 's1', checkpoint_id: 'c', stage: 'during' };
    expect(posts).toEqual([
      ['/api/photos/p1/move', { ...to, index: 2, seen_version: 4 }],
      ['/api/photos/p1/move', { ...to, index: 1 }],
    ]);
  });

  it('is retaken by the camera of the same slot', async () => {
    show('/slot/c/during/1', [slot(1, 'pending')]);
    const link = await screen.findByRole('link', { name: 'Retake it' });
    expect(link.getAttribute('href')).toBe('/capture/section/s1/camera/c/during/1');
  });

  it('somebody else’s, or a decided one, has none of these', async () => {
    show('/slot/c/during/2', [slot(1, 'approved'), slot(2, 'pending', 'u2')]);
    await screen.findByText('by Diego');
    expect(screen.queryByRole('button', { name: 'Withdraw' })).toBeNull();
    expect(screen.queryByRole('link', { name: /Retake it|Wrong slot/ })).toBeNull();
  });
});

describe('the last shot', () => {
  const last = { section_id: 's1', checkpoint_id: 'c', stage: 'during', index: 1, name: 'TR-03' } as const;

  it('is one tap from being taken again', async () => {
    show('', [slot(1, 'pending'), slot(2, 'due')], lastShotState(last));
    const link = await screen.findByRole('link', { name: /^Redo last/ });
    expect(link.getAttribute('href')).toBe('/capture/section/s1/camera/c/during/1');
  });

  it('is not offered once the office has decided', async () => {
    show('', [slot(1, 'approved'), slot(2, 'due')], lastShotState(last));
    await screen.findByText('Approved · 1');
    expect(screen.queryByRole('link', { name: /^Redo last/ })).toBeNull();
  });
});
