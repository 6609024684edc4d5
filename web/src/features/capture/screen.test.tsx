import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import 'fake-indexeddb/auto';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import userEvent from '@testing-library/user-event';
import { KeptPages } from '../../lib/kept';
import { meQuery } from '../../lib/session';
import { rememberSection } from './recent';
import CaptureScreen from './screen';

const me = { id: 'u1', email: 'd@x.example', name: 'Diego', role: 'crew', signup: 'invite' };

const noNetwork = () => Promise.reject(new TypeError('no network'));

function show(fetch: (url: string) => Promise<Response> = noNetwork) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { ...me, config: {} } as never);
  vi.stubGlobal('fetch', fetch);
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={['/capture']}>
        <Routes>
          <Route path="capture/*" element={<CaptureScreen />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

describe('the crew’s start', () => {
  afterEach(async () => {
    await new KeptPages().forget('u1');
    vi.unstubAllGlobals();
    localStorage.clear();
  });

  it('asks for a section first, and returns to the last one from any tab', async () => {
    show();
    await screen.findByRole('heading', { name: 'Where do you work?' });
    await userEvent.click(screen.getByRole('link', { name: 'Me' }));
    await screen.findByRole('heading', { name: 'Me' });
    rememberSection('u1', 's9');
    await userEvent.click(screen.getByRole('link', { name: 'Due' }));
    expect((await screen.findAllByRole('link', { name: 'Change section' })).length).toBe(2);
  });

  it('shows more sections than the first page holds', async () => {
    const section = (n: number) => ({ id: `s${n}`, code: `S${n}`, name: 'Street', project_id: 'p', archived_at_ms: null, distance_m: null });
    show(async (url) => {
      if (!url.startsWith('/api/sections?')) return new Response(null, { status: 404 });
      const page = url.includes('cursor=c1') ? { items: [section(2)], next: null } : { items: [section(1)], next: 'c1' };
      return Response.json(page);
    });
    await screen.findByRole('link', { name: /S1 Street/ });
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByRole('link', { name: /S2 Street/ });
    expect(screen.getByRole('link', { name: /S1 Street/ })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('says without a network what to do, and loses nothing', async () => {
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('Check the network');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
