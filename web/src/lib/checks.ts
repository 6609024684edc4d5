// What a reviewer looks at besides the picture, judged from the photo's facts and flags.
import type { Photo } from './api.gen';
import { formatAccuracy, formatDistance } from './format';
import { distanceBetween } from './geo';
import { t } from './i18n';

export interface Check {
  key: string;
  fine: boolean;
  label: string;
  value: string;
}

const kSameSpot_m = 10;

type Placed = Pick<Photo, 'lat' | 'lon'> & { accuracy_m: number | null };
const isPlaced = (photo: Placed): photo is Placed & { lat: number; lon: number } =>
  photo.lat !== null && photo.lon !== null;

function positionCheck(photo: Photo): Check {
  const key = 'position';
  if (isPlaced(photo)) {
    const fine = !photo.flags.includes('poor-accuracy');
    const value = photo.accuracy_m === null ? '' : formatAccuracy(photo.accuracy_m);
    return { key, fine, label: t('check.position'), value };
  }
  const removed = photo.flags.includes('position-removed');
  return { key, fine: false, label: t(removed ? 'check.position_removed' : 'check.no_position'), value: '' };
}

function lineCheck(photo: Photo): Check | null {
  if (photo.line_distance_m === null) return null;
  return {
    key: 'line',
    fine: !photo.flags.includes('far-from-line'),
    label: t('check.line'),
    value: formatDistance(photo.line_distance_m),
  };
}

// Two shots of one spot differ by their own inaccuracy, so that is added to what counts as same.
function sameSpotCheck(photo: Photo, previous: Photo | null): Check | null {
  if (!previous || !isPlaced(photo) || !isPlaced(previous)) return null;
  const apart_m = distanceBetween(photo, previous);
  const allowed_m = kSameSpot_m + (photo.accuracy_m ?? 0) + (previous.accuracy_m ?? 0);
  return {
    key: 'same_spot',
    fine: apart_m <= allowed_m,
    label: t('check.same_spot', { n: previous.attempt }),
    value: formatDistance(apart_m),
  };
}

function usedCheck(photo: Photo): Check {
  const key = 'used';
  const [other] = photo.duplicates;
  if (!other) return { key, fine: true, label: t('check.not_used'), value: '' };
  const where = `${other.section_name}, ${other.checkpoint_name}`;
  return { key, fine: false, label: t('check.used', { where }), value: '' };
}

const flagged = [
  ['far-from-last', 'check.far_from_last'],
  ['clock-off', 'check.clock'],
  ['from-file', 'check.from_file'],
  ['canvas', 'check.canvas'],
  ['damaged', 'check.damaged'],
] as const;

export function checksOf(photo: Photo, previous: Photo | null): Check[] {
  const measured = [positionCheck(photo), lineCheck(photo), sameSpotCheck(photo, previous)];
  const noted = flagged
    .filter(([flag]) => photo.flags.includes(flag))
    .map(([key, label]) => ({ key, fine: false, label: t(label), value: '' }));
  return [...measured.filter((check) => check !== null), usedCheck(photo), ...noted];
}
