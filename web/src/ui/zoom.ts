// Zoom and pan of a picture that fits its stage at scale 1. Offsets are fractions of the stage, so
// that one state moves two stages alike.
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export const whole: Zoom = { scale: 1, x: 0, y: 0 };
export const kMaxScale = 8;

const clamp = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));

// No picture edge may be pulled inside the stage.
export function bounded({ scale, x, y }: Zoom): Zoom {
  const s = Math.min(kMaxScale, Math.max(1, scale));
  const room = (s - 1) / 2;
  return { scale: s, x: clamp(x, room), y: clamp(y, room) };
}

// Scales by `factor` so that the point under (px, py) stays there; both measured from the stage's
// middle, in fractions of the stage.
export function zoomAt(zoom: Zoom, factor: number, px = 0, py = 0): Zoom {
  const scale = Math.min(kMaxScale, Math.max(1, zoom.scale * factor));
  const grown = scale / zoom.scale;
  return bounded({ scale, x: px - (px - zoom.x) * grown, y: py - (py - zoom.y) * grown });
}

export function useZoom() {
  const [zoom, setZoom] = useState<Zoom>(whole);
  const reset = useCallback(() => setZoom(whole), []);
  const by = useCallback((factor: number) => setZoom((now) => zoomAt(now, factor)), []);
  const toggle = useCallback(() => setZoom((now) => (now.scale > 1 ? whole : zoomAt(now, 2.5))), []);
  return { zoom, setZoom, reset, by, toggle };
}

type SetZoom = (change: (now: Zoom) => Zoom) => void;

// Wheel zooms where the pointer is, dragging pans, a double click goes closer or back.
export function useZoomGestures(stage: RefObject<HTMLElement | null>, setZoom: SetZoom): void {
  const drag = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const at = (event: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return {
        x: (event.clientX - box.left) / box.width - 0.5,
        y: (event.clientY - box.top) / box.height - 0.5,
      };
    };
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { x, y } = at(event);
      setZoom((now) => zoomAt(now, Math.exp(-event.deltaY / 400), x, y));
    };
    const onDown = (event: PointerEvent) => {
      if (event.button === 0) drag.current = at(event);
    };
    const onMove = (event: PointerEvent) => {
      const from = drag.current;
      if (!from) return;
      const to = at(event);
      drag.current = to;
      setZoom((now) => bounded({ ...now, x: now.x + to.x - from.x, y: now.y + to.y - from.y }));
    };
    const onUp = () => {
      drag.current = null;
    };
    const onDouble = (event: MouseEvent) => {
      const { x, y } = at(event);
      setZoom((now) => (now.scale > 1 ? whole : zoomAt(now, 2.5, x, y)));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('dblclick', onDouble);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('dblclick', onDouble);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
    };
  }, [stage, setZoom]);
}
