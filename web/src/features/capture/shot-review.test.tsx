import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import type { Draft } from './draft';
import type { Gauge } from './rules';
import { ShotReview } from './shot-review';

URL.createObjectURL ??= () => 'blob:test';
URL.revokeObjectURL ??= () => undefined;

const page = {
  section: { id: 's', code: 'S3', route_code: 'N4' },
  project: { name: 'Ring' },
  items: [],
} as unknown as SectionSlots;
const due = {
  checkpoint_code: 'TR-03',
  checkpoint_name: 'Ducts',
  stage: 'during',
  chainage_m: 30,
  state: 'due',
} as Slot;
const draft: Draft = {
  blob: new Blob(['x']),
  source: 'camera',
  taken_at_ms: 0,
  fix: null,
  file_name: null,
  override_reason: null,
  notes: [],
  size_before_bytes: 1,
};

function show(change: { slot?: Slot; broken?: Gauge; onUse?: () => Promise<void> } = {}) {
  const onUse = vi.fn(change.onUse ?? (async () => undefined));
  render(
    <ShotReview
      page={page}
      slot={change.slot ?? due}
      draft={draft}
      broken={change.broken}
      onUse={onUse}
      onRetake={() => undefined}
    />,
  );
  return { onUse, use: () => userEvent.click(screen.getByRole('button', { name: 'Use' })) };
}

describe('a shot under review', () => {
  it('is used with one tap', async () => {
    const { onUse, use } = show();
    await use();
    expect(onUse).toHaveBeenCalledWith({ comment: '', override_reason: '' });
  });

  it('that answers the office needs words; a tapped phrase counts', async () => {
    const { onUse, use } = show({ slot: { ...due, state: 'retake' } });
    await use();
    expect(onUse).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('the reviewer needs an answer');
    await userEvent.click(screen.getByRole('button', { name: 'Closer' }));
    await use();
    expect(onUse).toHaveBeenCalledWith({ comment: 'Closer', override_reason: '' });
  });

  it('that breaks a rule needs a reason', async () => {
    const broken: Gauge = { rule: 'line', value_m: 80, limit_m: 25, broken: true };
    const { onUse, use } = show({ broken });
    await use();
    expect(onUse).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole('textbox'), 'Crossing moved');
    await use();
    expect(onUse).toHaveBeenCalledWith({ comment: '', override_reason: 'Crossing moved' });
  });

  it('says that it is not kept when the phone is full, and offers a copy', async () => {
    const full = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    const { use } = show({ onUse: full });
    await use();
    expect(screen.getByRole('alert').textContent).toContain('not kept yet');
    expect(screen.getByRole('button', { name: 'Save a copy' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Use' })).toBeTruthy();
  });
});
