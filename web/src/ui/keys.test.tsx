import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { useKeys } from './keys';

const approve = vi.fn();
const open = vi.fn();
function Screen() {
  useKeys({ a: approve, Enter: open });
  return (
    <>
      <input aria-label="words" />
      <button>press</button>
      <div role="dialog">
        <button>inside</button>
      </div>
    </>
  );
}

beforeEach(() => {
  approve.mockReset();
  open.mockReset();
  render(<Screen />);
});

test('a letter is a command, also with the shift key held by mistake', async () => {
  await userEvent.keyboard('aA');
  expect(approve).toHaveBeenCalledTimes(2);
});

test('typing into a field never approves a photo', async () => {
  await userEvent.type(screen.getByLabelText('words'), 'a map');
  expect(approve).not.toHaveBeenCalled();
});

test("the browser's own shortcuts stay the browser's", async () => {
  await userEvent.keyboard('{Control>}a{/Control}');
  expect(approve).not.toHaveBeenCalled();
});

test('Enter belongs to a focused button', async () => {
  screen.getByText('press').focus();
  await userEvent.keyboard('{Enter}');
  expect(open).not.toHaveBeenCalled();
});

test('an open dialog keeps the keys', async () => {
  screen.getByText('inside').focus();
  await userEvent.keyboard('a');
  expect(approve).not.toHaveBeenCalled();
});
