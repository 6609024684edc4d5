import { expect, test } from 'vitest';
import { bounded, kMaxScale, whole, zoomAt } from './zoom';

test('the point under the pointer stays under the pointer', () => {
  const zoom = zoomAt(whole, 2, 0.2, -0.1);
  // A picture point p shows at x + p * scale; p = 0.2 was at 0.2 before.
  expect(zoom.x + 0.2 * zoom.scale).toBeCloseTo(0.2);
  expect(zoom.y + -0.1 * zoom.scale).toBeCloseTo(-0.1);
});

test('the picture cannot be pulled off its stage', () => {
  expect(bounded({ scale: 2, x: 9, y: -9 })).toEqual({ scale: 2, x: 0.5, y: -0.5 });
});

test('zooming out ends at the whole picture, in the middle', () => {
  const near = zoomAt(whole, 4, 0.4, 0.4);
  const back = zoomAt(near, 0.01, -0.3, 0);
  expect(back.scale).toBe(1);
  expect(Math.abs(back.x)).toBe(0);
  expect(Math.abs(back.y)).toBe(0);
});

test('there is a closest view', () => {
  expect(zoomAt(whole, 1000).scale).toBe(kMaxScale);
});
