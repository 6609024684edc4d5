// A line on the ground. The server stores GeoJSON as it came, so the shape is looked at here.
export interface LineString {
  type: 'LineString';
  coordinates: number[][]; // longitude, latitude
}

const isPoint = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length >= 2 && value.every((part) => typeof part === 'number');

// The line when `value` is one that can be drawn: two points or more; else null.
export function lineOf(value: unknown): LineString | null {
  const line = value as Partial<LineString> | null | undefined;
  if (line?.type !== 'LineString' || !Array.isArray(line.coordinates)) return null;
  return line.coordinates.length >= 2 && line.coordinates.every(isPoint)
    ? { type: 'LineString', coordinates: line.coordinates }
    : null;
}
