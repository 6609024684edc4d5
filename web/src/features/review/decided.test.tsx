import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import { createQueryClient } from '../../lib/query';
import type { DecidedRow } from './api';
import { Decided, mayReopen } from './decided';

const at_ms = Date.now() - 3_600_000;
const photo = { id: 'p1', newest: true, status: 'retake', decided_at_ms: at_ms, version: 3, withdrawn_at_ms: null, checkpoint_code: 'CP-1', checkpoint_name: 'Trench', section_code: 'S1', owner_name: 'Diego' };
const row = { id: 'd1', photo_id: 'p1', decision: 'retake', comment: 'Too dark', decided_at_ms: at_ms, photo } as unknown as DecidedRow;
const withPhoto = (change: object) => ({ ...row, photo: { ...row.photo, ...change } });

afterEach(() => vi.unstubAllGlobals());

test('a decision can be reopened for a day, while it is the one that stands', () => {
  expect(mayReopen(row, Date.now())).toBe(true);
  expect(mayReopen(row, at_ms + 25 * 3_600_000)).toBe(false);
  expect(mayReopen(withPhoto({ status: 'pending' }), Date.now())).toBe(false);
  expect(mayReopen(withPhoto({ newest: false }), Date.now())).toBe(false);
  expect(mayReopen(withPhoto({ decided_at_ms: at_ms + 1 }), Date.now())).toBe(false);
});

test('the way back is one button and a phrase away', async () => {
  const sent: [string, unknown][] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method !== 'POST') return Response.json({ items: [row], next: null });
    sent.push([url, JSON.parse(String(init.body))]);
    return Response.json({ ...photo, status: 'pending' });
  });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MemoryRouter>
        <Decided />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Reopen CP-1 Trench, S1' }));
  await userEvent.click(screen.getByRole('button', { name: /Decided by mistake/ }));
  await userEvent.click(screen.getByRole('button', { name: /^Reopen ?↵/ }));
  expect(sent).toEqual([
    ['/api/photos/p1/reopen', { comment: expect.stringContaining('Decided by mistake'), seen_version: 3 }],
  ]);
});
