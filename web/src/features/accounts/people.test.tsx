import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { createQueryClient } from '../../lib/query';
import People from './people';

const person = (n: number) => ({
  id: `u${n}`,
  name: `Person ${n}`,
  email: `p${n}@x.example`,
  role: 'crew',
  disabled: false,
  last_seen_at_ms: null,
});

const pages: Record<string, object> = {
  '/api/users?limit=200': { items: [person(1)], next: 'c1' },
  '/api/users?limit=200&cursor=c1': { items: [person(2)], next: null },
};

const show = () =>
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <People />
      </MantineProvider>
    </QueryClientProvider>,
  );

afterEach(() => vi.unstubAllGlobals());

test('lists more people than the first page holds, and keeps them when the next page fails', async () => {
  let broken = true;
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('cursor') && broken) return new Response(null, { status: 403 });
    return url in pages ? Response.json(pages[url]) : new Response(null, { status: 401 });
  });
  show();
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  await screen.findByRole('alert');
  expect(screen.getByRole('cell', { name: 'p1@x.example' })).toBeTruthy();
  broken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('cell', { name: 'p2@x.example' });
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('who is sought is found on a page that was not fetched yet', async () => {
  vi.stubGlobal('fetch', async (url: string) =>
    url in pages ? Response.json(pages[url]) : new Response(null, { status: 401 }),
  );
  show();
  await userEvent.type(await screen.findByRole('searchbox'), 'p2@');
  await screen.findByRole('cell', { name: 'p2@x.example' });
  expect(screen.queryByRole('cell', { name: 'p1@x.example' })).toBeNull();
  await userEvent.keyboard('nobody');
  await screen.findByText('Nobody fits');
  await userEvent.keyboard('{Escape}');
  await screen.findByRole('cell', { name: 'p1@x.example' });
});

test('a role and disabling are asked for first, and what the server refuses is said there', async () => {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'PATCH') {
      sent.push(JSON.parse(String(init.body)));
      const problem = { detail: 'The last admin stays.' };
      const headers = { 'Content-Type': 'application/problem+json' };
      return new Response(JSON.stringify(problem), { status: sent.length === 1 ? 409 : 200, headers });
    }
    return url in pages ? Response.json(pages[url]) : new Response(null, { status: 401 });
  });
  show();
  await userEvent.selectOptions(await screen.findByLabelText('Role of Person 1'), 'reviewer');
  expect(sent).toEqual([]);
  await userEvent.click(await screen.findByRole('button', { name: 'Make Reviewer' }));
  await screen.findByText('The last admin stays.');
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await userEvent.click(screen.getByRole('button', { name: 'Disable Person 1' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Disable' }));
  await vi.waitFor(() => expect(sent).toEqual([{ role: 'reviewer' }, { disabled: true }]));
});

test('a crew lead is made from crew, and crew again, in words of their own', async () => {
  const sent: unknown[] = [];
  let ana = { ...person(1), crew_lead: false };
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'PATCH') {
      const change = JSON.parse(String(init.body)) as object;
      sent.push(change);
      ana = { ...ana, ...change };
      return Response.json(ana);
    }
    const list = url.startsWith('/api/users') ? { items: [ana], next: null } : null;
    return list ? Response.json(list) : new Response(null, { status: 401 });
  });
  show();
  const role = await screen.findByLabelText<HTMLSelectElement>('Role of Person 1');
  await userEvent.selectOptions(role, 'Crew lead');
  await screen.findByText(/what phones still keep/);
  await userEvent.click(screen.getByRole('button', { name: 'Make Crew lead' }));
  await vi.waitFor(() => expect(role.value).toBe('crew_lead'));
  await userEvent.selectOptions(role, 'Crew');
  await userEvent.click(await screen.findByRole('button', { name: 'Make Crew' }));
  await vi.waitFor(() => expect(role.value).toBe('crew'));
  expect(sent).toEqual([
    { role: 'crew', crew_lead: true },
    { role: 'crew', crew_lead: false },
  ]);
});
