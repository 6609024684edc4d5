import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { Reason } from './reason';

const onSend = vi.fn();
const onClose = vi.fn();
const show = () =>
  render(
    <Reason decision="retake" draft_key="p1" count={1} onSend={onSend} onClose={onClose} />,
  );

beforeEach(() => {
  sessionStorage.clear();
  onSend.mockReset();
  onClose.mockReset();
});

test('a number chooses a phrase and Enter sends it', async () => {
  show();
  await userEvent.keyboard('2{Enter}');
  expect(onSend).toHaveBeenCalledExactlyOnceWith('Staff missing or unreadable.');
});

test('nothing is sent without a reason; the words get the focus instead', async () => {
  show();
  await userEvent.keyboard('{Enter}');
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByRole('textbox')).toBe(document.activeElement);
});

test('digits are text while words are written, and Ctrl+Enter sends', async () => {
  show();
  await userEvent.keyboard('6');
  await userEvent.type(screen.getByRole('textbox'), 'Keep 50 mm');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(onSend).toHaveBeenCalledExactlyOnceWith('Keep 50 mm.');
});

test('what was written is there again after the panel was closed', async () => {
  const { unmount } = show();
  await userEvent.keyboard('1');
  await userEvent.type(screen.getByRole('textbox'), 'half');
  unmount();
  show();
  expect(screen.getByRole('textbox')).toHaveProperty('value', 'half');
  expect(screen.getAllByRole('button', { pressed: true })).toHaveLength(1);
});

test('Escape goes back without sending', async () => {
  show();
  await userEvent.keyboard('1{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
  expect(onSend).not.toHaveBeenCalled();
});
