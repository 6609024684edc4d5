import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { BackupRun, BackupStatus } from '../../lib/api.gen';
import { createQueryClient } from '../../lib/query';
import Backups from './backups';

const done: BackupRun = {
  id: 'r1',
  state: 'done',
  depot: 'file:/mnt/b',
  set_name: '20261122t023000.000z-aaaaaa',
  phase: 'finish',
  done_bytes: 1,
  total_bytes: 1,
  started_at_ms: 1_700_000_000_000,
  finished_at_ms: 1_700_000_012_000,
  database_bytes: 1_000_000,
  blobs: 30,
  blob_bytes: 2_000_000,
  copied_blobs: 3,
  copied_bytes: 500_000,
  problem: null,
};
const quiet: BackupStatus = {
  configured: true,
  depot: 'file:/mnt/b',
  at: '02:30',
  queued: false,
  running: null,
  last: done,
  last_good: done,
  last_drill: null,
  last_proven: null,
  next_due_ms: Date.now() + 3_600_000,
};

function show(status: BackupStatus, sets: object | null = { items: [] }) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    asked.push(`${init?.method ?? 'GET'} ${url}`);
    if (init?.method === 'POST') return new Response(null, { status: 202 });
    if (url === '/api/backups/sets') return sets ? Response.json(sets) : new Response(null, { status: 503 });
    return Response.json(status);
  });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider>
        <Backups />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

test('says what the last backup wrote, that none is proven yet, and starts one when asked', async () => {
  const asked = show(quiet);
  await screen.findByText('3 new files, 1.5 MB written in 12 s');
  expect(screen.getByText('Each backup is restored aside and checked after it is made.')).toBeTruthy();
  await screen.findByText('No backup yet');
  await userEvent.click(screen.getByRole('button', { name: 'Back up now' }));
  expect(asked).toContain('POST /api/backups');
});

test('shows how far a running one is, and offers to end it', async () => {
  show({ ...quiet, running: { ...done, state: 'running', phase: 'blobs', done_bytes: 1_000_000, total_bytes: 4_000_000 } });
  const bar = await screen.findByRole('progressbar');
  expect((bar as HTMLProgressElement).value).toBe(0.25);
  expect(screen.getByRole('button', { name: 'End this backup' })).toBeTruthy();
});

test('tells that the last one failed and why, while the last good one stays in view', async () => {
  show({ ...quiet, last: { ...done, id: 'r2', state: 'failed', problem: 'No space left on device' } });
  await screen.findByText('The last backup failed');
  expect(screen.getByText('No space left on device')).toBeTruthy();
  expect(screen.getByText('3 new files, 1.5 MB written in 12 s')).toBeTruthy();
});

test('without a place for backups it says which setting names one', async () => {
  show({ ...quiet, configured: false });
  await screen.findByText('BACKUP_URL=file:/mnt/backup');
  expect(screen.queryByRole('button')).toBeNull();
});
