import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createQueryClient } from '../../lib/query';
import Checklist from './checklist';

const project = { id: 'p1', name: 'North', archived_at_ms: null };
const types = [
  { id: 'w1', project_id: 'p1', code: 'TR', name: 'Trench', position: 1, version: 1 },
  { id: 'w2', project_id: 'p1', code: 'MH', name: 'Manhole', position: 2, version: 1 },
];
const point = (id: string, work_type_id: string, more: object = {}) => ({
  id,
  work_type_id,
  code: id.toUpperCase(),
  name: `Point ${id}`,
  guidance: '',
  stage: 'during',
  photos_due: 1,
  spacing_m: null,
  hold_point: false,
  version: 2,
  archived_at_ms: null,
  picture_id: null,
  ...more,
});

let checkpoints: ReturnType<typeof point>[];
let sent: { method: string; url: string; body: unknown }[];
let refuse: object | null;

beforeEach(() => {
  sent = [];
  refuse = null;
  checkpoints = [point('a', 'w1'), point('m', 'w2'), point('b', 'w1', { spacing_m: 30 })];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET';
    if (method !== 'GET') {
      sent.push({ method, url, body: JSON.parse(String(init?.body)) });
      const headers = { 'Content-Type': 'application/problem+json' };
      if (refuse) return new Response(JSON.stringify(refuse), { status: 409, headers });
      return Response.json({});
    }
    if (url.startsWith('/api/projects')) return Response.json({ items: [project], next: null });
    if (url.startsWith('/api/work-types')) return Response.json({ items: types });
    if (url.startsWith('/api/checkpoints')) return Response.json({ items: checkpoints });
    return new Response(null, { status: 404 });
  });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <MemoryRouter initialEntries={['/set-up/checklist?project=p1']}>
          <Checklist />
        </MemoryRouter>
      </MantineProvider>
    </QueryClientProvider>,
  );
});
afterEach(() => vi.unstubAllGlobals());

const list = () => screen.getByRole('region', { name: 'Checkpoints of Trench' });

test('Alt and an arrow moves a checkpoint among its own, and sends the whole order', async () => {
  const second = await screen.findByRole('button', { name: /Point b/ });
  second.focus();
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toEqual({
    method: 'POST',
    url: '/api/checklists/order',
    body: { project_id: 'p1', work_types: ['w1', 'w2'], checkpoints: ['b', 'm', 'a'] },
  });
  await userEvent.click(within(list()).getByRole('button', { name: 'A one up' }));
});

test('the crew’s card follows what is typed, and only what changed is saved', async () => {
  await userEvent.click(await screen.findByRole('button', { name: /Point b/ }));
  const card = screen.getByRole('complementary', { name: 'On the crew’s phone' });
  await userEvent.type(screen.getByLabelText('What the crew should show'), 'Staff in sight');
  expect(within(card).getByText('Staff in sight')).toBeTruthy();
  await userEvent.click(screen.getByLabelText('Fixed'));
  expect(within(card).getByText('during · 1 photo')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved');
  expect(sent).toEqual([
    {
      method: 'PATCH',
      url: '/api/checkpoints/b',
      body: { guidance: 'Staff in sight', spacing_m: null, seen_version: 2 },
    },
  ]);
});

test('who is second keeps the draft, sees the other value, and may save over it', async () => {
  refuse = { code: 'catalogue-changed', detail: 'Ana changed it on 2026-11-22.' };
  const name = await screen.findByLabelText('Name');
  await userEvent.clear(name);
  await userEvent.type(name, 'Mine');
  checkpoints = [point('a', 'w1', { name: 'Hers', version: 3 }), ...checkpoints.slice(1)];
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Ana changed it');
  await screen.findByText('Now stored: Hers');
  expect(name).toHaveProperty('value', 'Mine');
  refuse = null;
  await userEvent.click(screen.getByRole('button', { name: 'Save mine' }));
  await vi.waitFor(() => expect(sent.at(-1)?.body).toEqual({ name: 'Mine', seen_version: 3 }));
});
