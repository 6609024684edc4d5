// Distances on the ground, for the capture rules: a few metres right within a few kilometres.
import type { LineString } from './line';

export interface Point {
  lat: number;
  lon: number;
}

const kEarthRadius_m = 6_371_008.8;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

// Great-circle distance in metres (haversine).
export function distanceBetween(a: Point, b: Point): number {
  const d_lat = radians(b.lat - a.lat);
  const d_lon = radians(b.lon - a.lon);
  const h =
    Math.sin(d_lat / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(d_lon / 2) ** 2;
  return 2 * kEarthRadius_m * Math.asin(Math.min(1, Math.sqrt(h)));
}

// Metres from `point` to the nearest place on `line`; null when the line has no point.
// The line is flattened round `point`, which is exact enough where the answer matters (nearby).
export function distanceToLine(point: Point, line: LineString): number | null {
  const flat = line.coordinates.map(([lon, lat]) => flatten(point, lat ?? NaN, lon ?? NaN));
  const first = flat[0];
  if (!first) return null;
  let nearest = Math.hypot(first.x, first.y);
  for (let i = 1; i < flat.length; i++) {
    nearest = Math.min(nearest, distanceToSegment(flat[i - 1]!, flat[i]!));
  }
  return Number.isFinite(nearest) ? nearest : null;
}

interface Flat {
  x: number;
  y: number;
}

function flatten(origin: Point, lat: number, lon: number): Flat {
  return {
    x: kEarthRadius_m * radians(lon - origin.lon) * Math.cos(radians(origin.lat)),
    y: kEarthRadius_m * radians(lat - origin.lat),
  };
}

// Distance from the origin to the segment a–b.
function distanceToSegment(a: Flat, b: Flat): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length2 = dx * dx + dy * dy;
  const along = length2 > 0 ? Math.min(1, Math.max(0, -(a.x * dx + a.y * dy) / length2)) : 0;
  return Math.hypot(a.x + along * dx, a.y + along * dy);
}
