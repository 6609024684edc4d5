import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import 'fake-indexeddb/auto';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import userEvent from '@testing-library/user-event';
import { meQuery } from '../../lib/session';
import { rememberSection } from './recent';
import CaptureScreen from './screen';

const me = { id: 'u1', email: 'd@x.example', name: 'Diego', role: 'crew', signup: 'invite' };

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { ...me, config: {} } as never);
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
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
  afterEach(() => {
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

  it('says without a network what to do, and loses nothing', async () => {
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('Check the network');
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});
