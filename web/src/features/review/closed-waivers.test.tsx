import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import type { Role, Waiver } from '../../lib/api.gen';
import { createQueryClient } from '../../lib/query';
import { meQuery } from '../../lib/session';
import { ClosedWaivers } from './closed-waivers';

const closed = {
  id: 'w1',
  project_id: 'p1',
  section_id: 's1',
  section_code: 'S1',
  section_name: 'Flores',
  checkpoint_code: 'TR-03',
  checkpoint_name: 'Ducts',
  index: 2,
  reason: 'No such work here',
  status: 'approved',
  owner_id: 'u1',
  owner_name: 'Diego',
  created_at_ms: Date.now() - 60_000,
  decided_by_name: 'Rita',
  decided_at_ms: Date.now() - 30_000,
  version: 2,
} as Waiver;

function show(role: Role) {
  const posts: [string, unknown][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (init.method !== 'POST') {
      const there = posts.length === 0 && url.includes('status=approved');
      return Response.json({ items: there ? [closed] : [], next: null });
    }
    posts.push([url, JSON.parse(String(init.body))]);
    return Response.json({ ...closed, status: 'pending', version: 3 });
  });
  const client = createQueryClient();
  client.setQueryData(meQuery.queryKey, { id: 'ana', name: 'Ana', role } as never);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <ClosedWaivers project_id="p1" />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return posts;
}
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('what was closed without a photo says why and who agreed; an admin reopens it with words', async () => {
  const posts = show('admin');
  await screen.findByText('“No such work here”');
  expect(screen.getByText('Agreed: Rita')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Reopen TR-03 Ducts, S1' }));
  await screen.findByText('Reopen: why is a photo needed?');
  await userEvent.keyboard('1{Enter}');
  await screen.findByText('Nothing is closed without a photo');
  expect(posts).toEqual([['/api/not-applicable/w1/reopen', { comment: 'It is on the drawing' }]]);
});

test('a reviewer sees it and reopens nothing', async () => {
  show('reviewer');
  await screen.findByText('Agreed: Rita');
  expect(screen.queryByRole('button', { name: /^Reopen/ })).toBeNull();
});
