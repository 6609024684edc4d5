// The facts of a photo: checks with tick or warning, then figures. Presentation only.
import { IconAlertTriangleFilled, IconCircleCheckFilled, IconShieldCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Photo } from '../lib/api.gen';
import { checksOf, type Check } from '../lib/checks';
import {
  formatAccuracy,
  formatBytes,
  formatDistance,
  formatDuration,
  formatFullTime,
  formatHash,
  formatHeading,
  formatPosition,
  formatTime,
} from '../lib/format';
import { t } from '../lib/i18n';
import css from './photo-facts.module.css';

export function Checks({ photo, previous }: { photo: Photo; previous: Photo | null }) {
  return (
    <ul className={css['checks']}>
      {checksOf(photo, previous).map((check) => (
        <CheckLine key={check.key} check={check} />
      ))}
    </ul>
  );
}

function CheckLine({ check }: { check: Check }) {
  const Shape = check.fine ? IconCircleCheckFilled : IconAlertTriangleFilled;
  return (
    <li className={check.fine ? css['fine'] : css['warn']}>
      <Shape size={16} aria-hidden />
      <span>
        {check.label}
        <span className="sr">: {t(check.fine ? 'check.ok' : 'check.warn')}</span>
      </span>
      <b>{check.value}</b>
    </li>
  );
}

function Fact({ name, children, title }: { name: string; children: ReactNode; title?: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd title={title}>{children}</dd>
    </>
  );
}

// What the file says of itself; nothing here was checked by anybody.
const claimsOf = (photo: Photo) => (photo.claims ?? {}) as Record<string, unknown>;

function claimText(photo: Photo, ...keys: string[]): string {
  const claims = claimsOf(photo);
  const values = keys.map((key) => claims[key]).filter((v) => v !== null && v !== undefined);
  return values.join(' ');
}

const sources = {
  camera: 'fact.source_camera',
  canvas: 'fact.source_canvas',
  file: 'fact.source_file',
} as const;

// "Samsung SM-A155F, 26 mm, f/1.8, 1/640 s, ISO 50", as far as the file says it.
function cameraText(photo: Photo): string {
  const { focal_mm, f_number, exposure, iso } = claimsOf(photo);
  const parts = [
    claimText(photo, 'make', 'model'),
    typeof focal_mm === 'number' && `${focal_mm} mm`,
    typeof f_number === 'number' && `f/${f_number}`,
    typeof exposure === 'string' && `${exposure} s`,
    typeof iso === 'number' && `ISO ${iso}`,
  ];
  return parts.filter(Boolean).join(', ');
}

export function Facts({ photo, full = false }: { photo: Photo; full?: boolean }) {
  const camera = cameraText(photo);
  const wait = formatDuration(photo.received_at_ms - photo.taken_at_ms);
  const received = formatTime(photo.received_at_ms);
  const size = photo.width && photo.height ? `${photo.width} × ${photo.height}, ` : '';
  const taken = formatTime(photo.taken_at_ms);
  return (
    <dl className={css['facts']}>
      <Fact
        name={t('fact.taken')}
        title={formatFullTime(photo.taken_at_ms, photo.taken_offset_min)}
      >
        {t('fact.taken_by', { time: taken, name: photo.owner_name })}
      </Fact>
      <Fact name={t('fact.received')} title={formatFullTime(photo.received_at_ms)}>
        {t('fact.received_after', { time: received, wait })}
      </Fact>
      {photo.heading_deg !== null && (
        <Fact name={t('fact.facing')}>{formatHeading(photo.heading_deg)}</Fact>
      )}
      {camera && <Fact name={t('fact.camera')}>{camera}</Fact>}
      {full && <Where photo={photo} />}
      <Fact name={t('fact.original')}>
        {size}
        {formatBytes(photo.size_bytes)}
        {photo.received === 'original' && (
          <span className={css['safe']} title={t('fact.safe')}>
            <IconShieldCheckFilled size={15} aria-hidden />
            <span className="sr">{t('fact.safe')}</span>
          </span>
        )}
      </Fact>
      <Fact name={t('fact.sha256')} title={photo.sha256}>
        <span className="mono">{formatHash(photo.sha256)}</span>
      </Fact>
      {full && <More photo={photo} />}
    </dl>
  );
}

function Where({ photo }: { photo: Photo }) {
  const { lat, lon, accuracy_m, chainage_m, altitude_m } = photo;
  const accuracy = accuracy_m === null ? '' : ` ${formatAccuracy(accuracy_m)}`;
  return (
    <>
      <Fact name={t('fact.position')}>
        {lat === null || lon === null
          ? t('fact.position_none')
          : formatPosition(lat, lon) + accuracy}
      </Fact>
      {photo.line_distance_m !== null && (
        <Fact name={t('fact.to_line')}>{formatDistance(photo.line_distance_m)}</Fact>
      )}
      {chainage_m !== null && <Fact name={t('fact.chainage')}>{formatDistance(chainage_m)}</Fact>}
      {altitude_m !== null && <Fact name={t('fact.altitude')}>{formatDistance(altitude_m)}</Fact>}
    </>
  );
}

function More({ photo }: { photo: Photo }) {
  const claims = claimsOf(photo);
  const claimed_time = claimText(photo, 'taken_at', 'offset');
  const claimed_lat = claims['lat'];
  const claimed_lon = claims['lon'];
  const placed = typeof claimed_lat === 'number' && typeof claimed_lon === 'number';
  return (
    <>
      <Fact name={t('fact.source')}>{t(sources[photo.source])}</Fact>
      {photo.device && <Fact name={t('fact.device')}>{photo.device}</Fact>}
      {photo.file_name && <Fact name={t('fact.file')}>{photo.file_name}</Fact>}
      <Fact name={t('fact.checklist')}>{photo.checkpoint_version}</Fact>
      {(claimed_time || placed) && <dt className={css['sub']}>{t('fact.claims')}</dt>}
      {claimed_time && <Fact name={t('fact.claim_time')}>{claimed_time}</Fact>}
      {placed && (
        <Fact name={t('fact.claim_position')}>{formatPosition(claimed_lat, claimed_lon)}</Fact>
      )}
    </>
  );
}
