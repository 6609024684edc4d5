import { describe, expect, it } from 'vitest';
import { distanceBetween, distanceToLine } from './geo';

const here = { lat: -34.8647, lon: -56.14792 };

describe('distance on the ground', () => {
  it('is 111.2 km for a degree of latitude', () => {
    expect(distanceBetween({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).toBeCloseTo(111_195, -1);
  });

  it('to a line is measured to its nearest place, between the corners too', () => {
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [here.lon - 0.01, here.lat + 0.0001],
        [here.lon + 0.01, here.lat + 0.0001],
      ],
    };
    expect(distanceToLine(here, line)).toBeCloseTo(11.1, 1);
  });

  it('to a line ends at its ends', () => {
    const coordinates = [
      [here.lon, here.lat + 0.001],
      [here.lon, here.lat + 0.002],
    ];
    expect(distanceToLine(here, { type: 'LineString', coordinates })).toBeCloseTo(111.2, 1);
  });

  it('to a line without points is unknown', () => {
    expect(distanceToLine(here, { type: 'LineString', coordinates: [] })).toBeNull();
  });
});
