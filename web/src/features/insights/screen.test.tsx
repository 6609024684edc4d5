import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test, vi } from 'vitest';
import type { Part, Progress, Role } from '../../lib/api.gen';
import { createQueryClient } from '../../lib/query';
import { meQuery } from '../../lib/session';
import Dashboard from './screen';

const progress = (some: Partial<Progress>): Progress => ({
  due: 0,
  taken: 0,
  pending: 0,
  approved: 0,
  retake: 0,
  nonconforming: 0,
  not_applicable: 0,
  extras: 0,
  ...some,
});
const project = { id: 'p1', name: 'North', route_word: 'feeder', section_word: 'span', archived_at_ms: null };
const half = progress({ due: 20, taken: 12, approved: 10, pending: 2 });
const full = progress({ due: 5, taken: 4, approved: 4, not_applicable: 1 });
const report = {
  project,
  route: null,
  total: half,
  parts: [{ id: 'r1', code: 'N4', name: 'Centro', sections: 2, accepted: 1, accepted_at_ms: null, accepted_by_name: null, progress: half }],
  work_types: [{ id: 'w1', name: 'Trench', progress: half }],
  waiting: { oldest_at_ms: null, under_4_h: 2, under_1_day: 0, under_3_days: 0, older: 0, capped: false },
  people: [{ id: 'u1', name: 'Diego', taken: 12, approved: 10, retake: 0, nonconforming: 0 }],
  previews: 3,
};
const section: Part = { id: 's1', code: 'S1', name: 'Flores', sections: 1, accepted: 0, accepted_at_ms: null, accepted_by_name: null, progress: full };
const ofRoute = (part: Part) => ({ ...report, route: { id: 'r1', code: 'N4', name: 'Centro' }, parts: [part] });

let sent: { url: string; body: unknown }[] = [];
function show(address: string, answers: Record<string, () => Response>, role: Role = 'admin') {
  sent = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'POST') sent.push({ url, body: JSON.parse(String(init.body)) });
    const key = Object.keys(answers).find((each) => url.startsWith(each));
    if (key) return answers[key]!();
    if (url.startsWith('/api/projects')) return Response.json({ items: [project], next: null });
    if (url.endsWith('/slots')) return Response.json({ items: [], section: { counts: full }, project });
    return Response.json({ title: 'no', detail: 'Nothing here.' }, { status: 404 });
  });
  const client = createQueryClient();
  client.setQueryData(meQuery.queryKey, { id: 'me', role } as never);
  render(
    <QueryClientProvider client={client}>
      <MantineProvider>
        <MemoryRouter initialEntries={[address]}>
          <Dashboard />
        </MemoryRouter>
      </MantineProvider>
    </QueryClientProvider>,
  );
}
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const json = (body: unknown, status = 200) => () =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  });

test('numbers lead to their photos, a route to its sections, in the project’s own words', async () => {
  show('/dashboard?project=p1', { '/api/dashboard': json(report) });
  const hrefOf = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  await screen.findByText('Completion by feeder');
  expect(hrefOf('N4: 2 Pending')).toBe('/photos?project=p1&route=r1&status=pending&attempts=counted');
  expect(hrefOf('Trench: 2 Pending')).toBe(
    '/photos?project=p1&work=w1&status=pending&attempts=counted',
  );
  expect(hrefOf('Diego: 12 Took')).toBe('/photos?project=p1&by=u1');
  expect(hrefOf('3')).toBe('/photos?project=p1&received=preview');
  expect(hrefOf('N4 Centro')).toBe('/dashboard?project=p1&route=r1');
  expect(screen.getByText('50 % of what is due')).toBeTruthy();
  expect(screen.getByText('1 of 2')).toBeTruthy();
});

test('when more wait than were looked at, it says so', async () => {
  const waiting = { ...report.waiting, under_3_days: 4100, older: 900, capped: true };
  show('/dashboard?project=p1', { '/api/dashboard': json({ ...report, waiting }) });
  await screen.findByText('4,100+');
  expect(screen.getByText('900')).toBeTruthy();
  expect(screen.getByText(/More wait than were looked at/)).toBeTruthy();
});

test('who sees only a part gets no tables of work types and people, and a route has no people', async () => {
  show('/dashboard?project=p1', { '/api/dashboard': json({ ...report, work_types: [], people: [] }) });
  await screen.findByText('Completion by feeder');
  expect(screen.queryByText('Completion by work type')).toBeNull();
  expect(screen.queryByRole('heading', { name: 'People' })).toBeNull();
  cleanup();
  show('/dashboard?project=p1&route=r1', { '/api/dashboard': json(ofRoute(section)) });
  await screen.findByText('Completion by span');
  expect(screen.queryByRole('heading', { name: 'People' })).toBeNull();
});

test('a complete section is accepted with a comment, and the name of who did shows', async () => {
  let part = section;
  const accepted = { ...section, accepted: 1, accepted_by_name: 'Ana Reyes', accepted_at_ms: 1 };
  show('/dashboard?project=p1&route=r1&section=s1', {
    '/api/dashboard': () => Response.json(ofRoute(part)),
    '/api/sections/s1/accept': () => ((part = accepted), Response.json({})),
  }, 'reviewer');
  await userEvent.type(await screen.findByLabelText('Comment'), 'seen on site');
  await userEvent.click(screen.getByRole('button', { name: 'Accept section' }));
  await screen.findByText('Accepted by Ana Reyes');
  expect(sent).toEqual([{ url: '/api/sections/s1/accept', body: { comment: 'seen on site' } }]);
  expect(screen.queryByRole('button', { name: /Reopen/ })).toBeNull(); // admins only
});

test('what came in between is told: the section is open again', async () => {
  show('/dashboard?project=p1&route=r1&section=s1', {
    '/api/dashboard': json(ofRoute(section)),
    '/api/sections/s1/accept': json({ code: 'section-open', detail: '2 photos are missing.' }, 409),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Accept section' }));
  expect((await screen.findByRole('alert')).textContent).toContain('2 photos are missing.');
});

test('an incomplete section says how many are missing and cannot be accepted', async () => {
  const part = { ...section, progress: half };
  show('/dashboard?project=p1&route=r1&section=s1', { '/api/dashboard': json(ofRoute(part)) });
  await screen.findByText('10 photos due are not approved yet.');
  expect(screen.queryByRole('button', { name: 'Accept section' })).toBeNull();
});

test('an admin reopens only with a reason', async () => {
  const part = { ...section, accepted: 1, accepted_by_name: 'Ana', accepted_at_ms: 1 };
  show('/dashboard?project=p1&route=r1&section=s1', {
    '/api/dashboard': json(ofRoute(part)),
    '/api/sections/s1/reopen': json({}),
  });
  await userEvent.click(await screen.findByRole('button', { name: /Reopen section…/ }));
  await userEvent.keyboard('{Enter}');
  expect(sent).toEqual([]);
  await userEvent.keyboard('the drawing changed{Enter}');
  await vi.waitFor(() => expect(sent).toEqual([{ url: '/api/sections/s1/reopen', body: { comment: 'the drawing changed' } }]));
});

test('a refusal says that it is one, a failure offers to try again', async () => {
  show('/dashboard?project=p1', { '/api/dashboard': json({ detail: 'Ask an admin.' }, 403) });
  await screen.findByText('This is not yours to see');
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  cleanup();
  show('/dashboard?project=p1', { '/api/dashboard': json({ detail: 'Broken.' }, 400) });
  await screen.findByRole('button', { name: 'Try again' });
});
