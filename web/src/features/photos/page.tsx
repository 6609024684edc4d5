// One photo with everything known about it: picture, attempts, facts, story, original.
import { IconChevronRight, IconDownload, IconPhotoDown, IconSquareCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Photo } from '../../lib/api.gen';
import { formatBytes } from '../../lib/format';
import { t } from '../../lib/i18n';
import { lineOf } from '../../lib/line';
import { photoQuery } from '../../lib/photos';
import { sectionQuery } from '../../lib/projects';
import { mayDecide, useMe } from '../../lib/session';
import { CorrectionActs, CorrectionPanel, useCorrecting } from '../../ui/corrections';
import { Checks, Facts } from '../../ui/photo-facts';
import { useKeys } from '../../ui/keys';
import { LineSketch } from '../../ui/line-sketch';
import { Stage } from '../../ui/stage';
import { ErrorNote, RowsLoading } from '../../ui/states';
import { shownStatus, Status } from '../../ui/status';
import { useTitle } from '../../ui/title';
import { UndoBar } from '../../ui/undo';
import { useZoom } from '../../ui/zoom';
import { Attempts } from './attempts';
import css from './page.module.css';
import { CommentBox, Thread } from './thread';

const kWaiting_ms = 3000;

export default function PhotoPage() {
  const { id = '' } = useParams();
  const photo = useQuery({
    ...photoQuery(id),
    refetchInterval: (state) => (state.state.data?.develop === 'waiting' ? kWaiting_ms : false),
  });
  if (photo.data) return <Whole key={id} photo={photo.data} />;
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <h1>{t('photos.one')}</h1>
      </header>
      <div className={css['wait']}>
        {photo.error ? (
          <ErrorNote
            error={photo.error}
            title={t('photos.failed_one')}
            onRetry={() => void photo.refetch()}
          />
        ) : (
          <RowsLoading rows={4} />
        )}
      </div>
    </main>
  );
}

function Whole({ photo }: { photo: Photo }) {
  const me = useMe();
  const { zoom, setZoom, by, reset } = useZoom();
  const previous = useQuery({
    ...photoQuery(photo.previous?.id ?? ''),
    enabled: photo.previous !== null,
  }).data;
  const line = lineOf(useQuery(sectionQuery(photo.section_id)).data?.line);
  const correcting = useCorrecting();
  useTitle(`${photo.section_code} · ${photo.checkpoint_code} ${photo.checkpoint_name}`);
  useKeys(
    {
      '+': () => by(1.5),
      '=': () => by(1.5),
      '-': () => by(1 / 1.5),
      '0': reset,
      o: () => correcting.start(photo, 'reopen'),
      m: () => correcting.start(photo, 'move'),
    },
    correcting.asking === null,
  );
  const decides = me !== null && mayDecide(me.role) && photo.can.decide;
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <Crumbs photo={photo} />
        <span className="grow" />
        {decides && (
          <Link className="btn" to={`/review?project=${photo.project_id}&photo=${photo.id}`} aria-label={t('photo.decide')}>
            <IconSquareCheck size={18} stroke={1.75} aria-hidden />
            <span className={css['word']}>{t('photo.decide')}</span>
          </Link>
        )}
        {photo.display_url && (
          <a
            className="btn quiet"
            href={photo.display_url}
            download={`${photo.section_code}-${photo.checkpoint_code}-${photo.index}.jpg`}
            aria-label={t('photo.display_label')}
          >
            <IconPhotoDown size={18} stroke={1.75} aria-hidden />
            <span className={css['word']}>{t('photo.display')}</span>
          </a>
        )}
        <a
          className="btn"
          href={photo.original_url}
          download
          aria-label={t('photo.original_label', { size: formatBytes(photo.size_bytes) })}
        >
          <IconDownload size={18} stroke={1.75} aria-hidden />
          <span className={css['word']}>{t('photo.original')}</span>
        </a>
      </header>
      <Stage photo={photo} zoom={zoom} setZoom={setZoom} sharp />
      <Attempts photo={photo} />
      <aside className={css['side']}>
        <div className={css['scroll']} role="region" aria-label={t('photo.facts')} tabIndex={0}>
          <section className={css['facts']}>
            {photo.override_reason && (
              <p className={css['override']}>
                {t('photo.override', { reason: photo.override_reason })}
              </p>
            )}
            <Checks photo={photo} previous={previous ?? null} />
            <Facts photo={photo} full />
            {line && <LineSketch line={line} photo={photo} />}
          </section>
          <Thread photo={photo} />
        </div>
        <UndoBar undo={correcting.undo} keyed />
        {correcting.asking ? (
          <CorrectionPanel photo={photo} correcting={correcting} />
        ) : (
          <>
            <CorrectionActs photo={photo} correcting={correcting} />
            {photo.can.comment && <CommentBox photo={photo} />}
          </>
        )}
      </aside>
    </main>
  );
}

function Crumbs({ photo }: { photo: Photo }) {
  return (
    <>
      <nav className={css['crumbs']}>
        <span className="t2">{photo.route_name}</span>
        <IconChevronRight size={15} className="t3" aria-hidden />
        <Link className="t2" to={`/photos?project=${photo.project_id}&section=${photo.section_id}`}>
          {photo.section_code} {photo.section_name}
        </Link>
        <IconChevronRight size={15} className="t3" aria-hidden />
      </nav>
      <h1 className="clip">
        {photo.checkpoint_code} {photo.checkpoint_name}{' '}
        <span className={css['number']}>{t('photo.number', { n: photo.index })}</span>
      </h1>
      <Status status={shownStatus(photo)} />
    </>
  );
}
