// The attempt before beside the new one; zoom and pan move both.
import { IconLink, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { Photo } from '../../lib/api.gen';
import { formatAccuracy, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { Stage } from '../../ui/stage';
import { Status } from '../../ui/status';
import type { Zoom } from '../../ui/zoom';
import css from './compare.module.css';

interface CompareProps {
  photo: Photo;
  previous: Photo;
  zoom: Zoom;
  setZoom: (change: (now: Zoom) => Zoom) => void;
  by: (factor: number) => void;
}

export function Compare({ photo, previous, zoom, setZoom, by }: CompareProps) {
  return (
    <section className={css['pair']} aria-label={t('compare.title')}>
      <Side photo={previous} zoom={zoom} setZoom={setZoom} />
      <Side photo={photo} zoom={zoom} setZoom={setZoom} />
      <div className={css['zoom']}>
        <IconLink size={15} stroke={1.75} aria-hidden />
        <span>{t('compare.zoom', { n: Math.round(zoom.scale * 100) })}</span>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('compare.out')}
          onClick={() => by(1 / 1.5)}
        >
          <IconZoomOut size={18} stroke={1.75} />
        </button>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('compare.in')}
          onClick={() => by(1.5)}
        >
          <IconZoomIn size={18} stroke={1.75} />
        </button>
      </div>
    </section>
  );
}

function Side({ photo, zoom, setZoom }: Pick<CompareProps, 'photo' | 'zoom' | 'setZoom'>) {
  const about = [formatTime(photo.taken_at_ms), photo.owner_name];
  if (photo.accuracy_m !== null) about.push(formatAccuracy(photo.accuracy_m));
  return (
    <figure className={css['side']}>
      <figcaption>
        <Status status={photo.status} />
        <b className="strong">{t('photo.attempt', { n: photo.attempt })}</b>
        <span className="t2 clip">{about.join(' · ')}</span>
      </figcaption>
      <Stage photo={photo} zoom={zoom} setZoom={setZoom} />
    </figure>
  );
}
