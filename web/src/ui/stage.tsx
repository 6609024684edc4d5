// A photo whole on neutral grey: its thumbnail at once, the display picture over it when there.
import { useEffect, useRef, useState } from 'react';
import type { PhotoRow } from '../lib/api.gen';
import { formatBytes } from '../lib/format';
import { t } from '../lib/i18n';
import css from './stage.module.css';
import { useZoomGestures, whole, type Zoom } from './zoom';

// What the stage needs; a row of a list is enough until the whole photo is there.
type Staged = PhotoRow & {
  display_url?: string | null;
  original_url?: string;
  size_bytes?: number;
  media_type?: string;
  develop_error?: string | null;
};
interface StageProps {
  photo: Staged;
  zoom?: Zoom;
  setZoom?: (change: (now: Zoom) => Zoom) => void;
  sharp?: boolean; // closer than whole, the original itself is shown where the browser can
}

export const altOf = (photo: PhotoRow) =>
  t('photo.alt', {
    name: `${photo.checkpoint_code} ${photo.checkpoint_name}`,
    stage: t(`stage.${photo.stage}`),
    section: `${photo.section_code} ${photo.section_name}`,
  });

const ignore = () => {};

export function Stage({ photo, zoom = whole, setZoom = ignore, sharp = false }: StageProps) {
  const stage = useRef<HTMLDivElement>(null);
  useZoomGestures(stage, setZoom);
  const moved = zoom.scale === 1 ? '' : css['moved'];
  const transform = `translate(${zoom.x * 100}%, ${zoom.y * 100}%) scale(${zoom.scale})`;
  return (
    <div ref={stage} className={`${css['stage']} ${moved}`}>
      <div className={css['picture']} style={{ transform }}>
        <Picture key={photo.id} photo={photo} closer={sharp && zoom.scale > 1} />
      </div>
      <NotDeveloped photo={photo} />
    </div>
  );
}

// Browsers show these; of the others (HEIC, TIFF) the display picture is the best there is.
const shown_by_browsers = ['image/jpeg', 'image/png', 'image/webp'];

// Over the display picture once it is there. The browser turns it upright by its EXIF as the
// display picture was, so both lie alike.
function Original({ photo }: { photo: Staged }) {
  const [ready, setReady] = useState(false);
  const { original_url, media_type = '' } = photo;
  if (!original_url || !shown_by_browsers.includes(media_type)) return null;
  const style = { visibility: ready ? 'visible' : 'hidden' } as const;
  return (
    <img src={original_url} alt="" draggable={false} style={style} onLoad={() => setReady(true)} />
  );
}

function Picture({ photo, closer }: { photo: Staged; closer: boolean }) {
  const [was_closer, setWasCloser] = useState(false);
  if (closer && !was_closer) setWasCloser(true);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const { thumb_url, display_url } = photo;
  useEffect(() => setFailed(false), [display_url]);
  if (!thumb_url && !display_url) return null;
  return (
    <>
      {thumb_url && <img src={thumb_url} alt="" draggable={false} decoding="sync" />}
      {display_url && !failed && (
        <img
          key={tries}
          src={display_url}
          alt={altOf(photo)}
          draggable={false}
          decoding="sync"
          fetchPriority="high"
          onError={() => setFailed(true)}
        />
      )}
      {was_closer && photo.received === 'original' && <Original photo={photo} />}
      {failed && (
        <div className={css['note']} role="alert">
          <p>{t('photo.picture_failed')}</p>
          <button
            type="button"
            className="btn"
            onClick={() => {
              setFailed(false);
              setTries(tries + 1);
            }}
          >
            {t('act.retry')}
          </button>
        </div>
      )}
    </>
  );
}

function NotDeveloped({ photo }: { photo: Staged }) {
  if (photo.develop === 'done') return null;
  if (photo.develop === 'waiting') {
    return (
      <div className={css['note']} role="status">
        <p>{t(photo.received === 'preview' ? 'photo.preview_only' : 'photo.waiting')}</p>
      </div>
    );
  }
  return (
    <div className={css['note']}>
      <p className="strong">{t('photo.undeveloped')}</p>
      {photo.develop_error && <p>{photo.develop_error}</p>}
      <p className="t2">{t('photo.undeveloped_kept')}</p>
      {photo.original_url && (
        <a className="btn" href={photo.original_url} download>
          {t('photo.original_label', { size: formatBytes(photo.size_bytes ?? 0) })}
        </a>
      )}
    </div>
  );
}
