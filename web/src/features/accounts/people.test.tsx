import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
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

afterEach(() => vi.unstubAllGlobals());

it('lists more people than the first page holds, and keeps them when the next page fails', async () => {
  let broken = true;
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('cursor') && broken) return new Response(null, { status: 403 });
    return url in pages ? Response.json(pages[url]) : new Response(null, { status: 401 });
  });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <People />
      </MantineProvider>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  await screen.findByRole('alert');
  expect(screen.getByText('p1@x.example')).toBeTruthy();
  broken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('p2@x.example');
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});
