import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import 'fake-indexeddb/auto';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import type { CameBack, CrewMember, CrewQueue } from '../../lib/api.gen';
import { KeptPages } from '../../lib/kept';
import { meQuery } from '../../lib/session';
import CaptureScreen from './screen';

const member = (name: string, more: Partial<CrewMember> = {}): CrewMember => ({
  id: name,
  name,
  crew_lead: false,
  disabled: false,
  pending: 0,
  came_back: 0,
  taken_24_h: 0,
  on_phones: null,
  ...more,
});

const at = (hours: number, minutes: number) => new Date().setHours(hours, minutes, 0, 0);

const back = {
  photo: {
    id: 'p1',
    section_id: 's4',
    section_code: 'S4',
    checkpoint_id: 'c',
    checkpoint_code: 'TR-03',
    checkpoint_name: 'Ducts',
    stage: 'during',
    index: 2,
    status: 'retake',
    owner_name: 'Ben',
    decided_at_ms: at(11, 14),
    thumb_url: null,
  },
  comment: 'Show the label',
  decided_by_name: 'Rita',
} as CameBack;

const empty: CrewQueue = { people: [], came_back: [], came_back_total: 0, capped: false };
const project = (id: string, name: string) => ({ id, name, archived_at_ms: null });

function show(answer: (url: string) => Response | Promise<Response>, lead = true) {
  vi.stubGlobal('fetch', async (url: string) => answer(url));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me = { id: 'u1', email: 'd@x.example', name: 'Diego', role: 'crew', crew_lead: lead, config: {} };
  client.setQueryData(meQuery.queryKey, me as never);
  return render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={['/capture/crew']}>
        <Routes>
          <Route path="capture/*" element={<CaptureScreen />} />
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

// One project, or those given; queues by project.
const serve = (queues: Record<string, CrewQueue>) => (url: string) => {
  if (url.startsWith('/api/projects')) {
    const items = Object.keys(queues).map((id) => project(id, `Ring ${id}`));
    return Response.json({ items, next: null });
  }
  const id = new URL(url, 'http://x').searchParams.get('project_id');
  return url.startsWith('/api/crew/queue') ? Response.json(queues[id!]) : new Response(null, { status: 404 });
};

afterEach(async () => {
  await new KeptPages().forget('u1');
  vi.unstubAllGlobals();
  localStorage.clear();
});

test('a lead sees how each of the crew stands, and what came back leads to its slot', async () => {
  const phones = { waiting: 2, failed: 1, oldest_at_ms: at(9, 10), told_at_ms: at(10, 20) };
  const people = [
    member('Ben', { came_back: 1, pending: 3, taken_24_h: 14, on_phones: phones }),
    member('Cara', { on_phones: { waiting: 0, failed: 0, oldest_at_ms: null, told_at_ms: at(8, 5) } }),
    member('Gus', { disabled: true, pending: 1 }),
  ];
  show(serve({ j: { people, came_back: [back], came_back_total: 1, capped: false } }));
  await screen.findByText('People · 3');
  const row = (name: string) => within(screen.getByText(name).closest('li')!);
  expect(row('Ben').getByText('1 came back')).toBeTruthy();
  expect(row('Ben').getByText('3 wait · 14 taken in 24 h', { exact: false })).toBeTruthy();
  expect(row('Ben').getByText('3 still on the phone at 10:20')).toBeTruthy();
  expect(row('Ben').getByText('1 refused')).toBeTruthy();
  expect(row('Ben').getByText('oldest 09:10')).toBeTruthy();
  expect(row('Cara').getByText('Nothing left on the phone at 08:05')).toBeTruthy();
  expect(row('Gus').getByText('disabled')).toBeTruthy();
  expect(screen.getByText('“Show the label”')).toBeTruthy();
  const link = screen.getByRole('link', { name: /TR-03 Ducts/ });
  expect(link.getAttribute('href')).toBe('/capture/section/s4/slot/c/during/2');
  expect(screen.getByRole('link', { name: 'Crew' }).getAttribute('aria-current')).toBe('page');
});

test('with several projects one chooses', async () => {
  show(serve({ a: empty, b: { ...empty, people: [member('Ben')] } }));
  await screen.findByText('No crew here yet');
  await userEvent.selectOptions(screen.getByLabelText('Project'), 'Ring b');
  await screen.findByText('Nothing taken in 24 h');
  expect(screen.getByText('Nothing came back')).toBeTruthy();
});

test('a list that is cut says so', async () => {
  show(serve({ j: { ...empty, came_back: [back], came_back_total: 130, capped: true } }));
  await screen.findByText('These are the 1 that wait longest, of 130.');
  expect(screen.getByText(/at least this high/)).toBeTruthy();
});

test('without a network the last list stays, with its time', async () => {
  const shown = show(serve({ j: { ...empty, people: [member('Ben')] } }));
  await screen.findByText('Ben');
  shown.unmount();
  show(() => Promise.reject(new TypeError('no network')));
  await screen.findByText('Ben');
  expect(screen.getByText(/^List of /)).toBeTruthy();
});

test('who leads no crew has no such tab, and is told why by the server', async () => {
  show((url) => {
    if (url.startsWith('/api/projects')) return Response.json({ items: [project('j', 'Ring')], next: null });
    const headers = { 'Content-Type': 'application/problem+json' };
    const problem = { code: 'denied', detail: 'This is for crew lead, reviewer or admin.' };
    return new Response(JSON.stringify(problem), { status: 403, headers });
  }, false);
  await screen.findByText('This is for crew lead, reviewer or admin.');
  expect(screen.queryByRole('link', { name: 'Crew' })).toBeNull();
});
