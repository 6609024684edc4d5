import { QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { ApiError } from '../../lib/api';
import { createQueryClient } from '../../lib/query';
import { useDraft } from './draft';

interface Thing {
  name: string;
  length_m: number | null;
  version: number;
}
const first: Thing = { name: 'Flores', length_m: 860, version: 3 };
const client = createQueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);
const draftOf = (send: (change: object) => Promise<unknown>) =>
  renderHook(({ stored }) => useDraft(stored, send), { wrapper, initialProps: { stored: first } });

test('only what was touched is sent, and what is as before is not touched', async () => {
  const send = vi.fn(async () => undefined);
  const { result } = draftOf(send);
  act(() => result.current.set({ name: 'Flores Sur', length_m: null }));
  act(() => result.current.set({ length_m: 860 }));
  act(() => result.current.save());
  await waitFor(() => expect(result.current.saved).toBe(true));
  expect(send).toHaveBeenCalledExactlyOnceWith({ name: 'Flores Sur', seen_version: 3 });
  expect(result.current.touched).toBe(false);
});

test('whoever is second keeps the draft, sees the other change and may still save', async () => {
  const refused = new ApiError({ status: 409, code: 'catalogue-changed', detail: 'Ana changed it.' });
  const send = vi.fn<(change: object) => Promise<unknown>>().mockRejectedValueOnce(refused);
  const { result, rerender } = draftOf(send);
  act(() => result.current.set({ name: 'Mine' }));
  act(() => result.current.save());
  await waitFor(() => expect(result.current.conflict).toBe(true));
  rerender({ stored: { name: 'Hers', length_m: 900, version: 4 } });
  expect(result.current.value('name')).toBe('Mine');
  expect(result.current.value('length_m')).toBe(900);
  expect([result.current.contested('name'), result.current.contested('length_m')]).toEqual([true, false]);
  act(() => result.current.saveAnyway());
  await waitFor(() => expect(send).toHaveBeenLastCalledWith({ name: 'Mine', seen_version: 4 }));
});

test('a draft that was begun is not moved to a version nobody saw', async () => {
  const send = vi.fn(async () => undefined);
  const { result, rerender } = draftOf(send);
  act(() => result.current.set({ name: 'Mine' }));
  rerender({ stored: { ...first, version: 4 } });
  act(() => result.current.save());
  await waitFor(() => expect(send).toHaveBeenCalledWith({ name: 'Mine', seen_version: 3 }));
});
