// Where on its section a photo was taken: the section's line, the shot, which way it faces.
// A sketch to scale without a map under it.
import type { Photo } from '../lib/api.gen';
import { formatDistance } from '../lib/format';
import { t } from '../lib/i18n';
import type { LineString } from '../lib/line';
import css from './line-sketch.module.css';

const kWidth = 316;
const kHeight = 110;
const kMargin = 16;

type Xy = [number, number];

// Fits lon/lat points into the sketch, north up, same scale both ways.
export function projector(points: Xy[]): (point: Xy) => Xy {
  const lats = points.map(([, lat]) => lat);
  const lons = points.map(([lon]) => lon);
  const mid_lat = (Math.min(...lats) + Math.max(...lats)) / 2;
  const mid_lon = (Math.min(...lons) + Math.max(...lons)) / 2;
  const squeeze = Math.cos((mid_lat * Math.PI) / 180);
  const wide = Math.max((Math.max(...lons) - Math.min(...lons)) * squeeze, 1e-9);
  const high = Math.max(Math.max(...lats) - Math.min(...lats), 1e-9);
  const scale = Math.min((kWidth - 2 * kMargin) / wide, (kHeight - 2 * kMargin) / high);
  return ([lon, lat]) => [
    kWidth / 2 + (lon - mid_lon) * squeeze * scale,
    kHeight / 2 - (lat - mid_lat) * scale,
  ];
}

export function LineSketch({ line, photo }: { line: LineString; photo: Photo }) {
  const { lat, lon, heading_deg } = photo;
  if (lat === null || lon === null || line.coordinates.length < 2) return null;
  const points = line.coordinates.map(([x = 0, y = 0]): Xy => [x, y]);
  const place = projector([...points, [lon, lat]]);
  const drawn = points.map(place);
  const [x, y] = place([lon, lat]);
  const path = drawn.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join(' L');
  const label =
    photo.line_distance_m === null
      ? t('sketch.label')
      : t('sketch.label_distance', { distance: formatDistance(photo.line_distance_m) });
  return (
    <svg className={css['sketch']} viewBox={`0 0 ${kWidth} ${kHeight}`} role="img" aria-label={label}>
      <path d={`M${path}`} className={css['casing']} />
      <path d={`M${path}`} className={css['line']} />
      {[drawn[0]!, drawn[drawn.length - 1]!].map(([ex, ey], i) => (
        <circle key={i} cx={ex} cy={ey} r="4" className={css['end']} />
      ))}
      {heading_deg !== null && (
        <path
          d="M0 0 L-13 -26 A30 30 0 0 1 13 -26Z"
          className={css['view']}
          transform={`translate(${x} ${y}) rotate(${heading_deg})`}
        />
      )}
      <circle cx={x} cy={y} r="6" className={css['shot']} />
    </svg>
  );
}
