// All photos of a project, newest first, as tiles; what is filtered can be searched and taken along.
import { IconPhotoOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { PhotoRow } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useProject } from '../../lib/projects';
import { mayDownload, useMe } from '../../lib/session';
import { FlagMark } from '../../ui/flags';
import { More } from '../../ui/more';
import { Empty, ErrorNote, TilesLoading } from '../../ui/states';
import { shownStatus, StatusShape, statusWord } from '../../ui/status';
import { Thumb } from '../../ui/thumb';
import { useTitle } from '../../ui/title';
import { photosQuery } from './api';
import { Download } from './download';
import { FilterBar } from './filter-bar';
import { isFiltered, readFilter, type PhotoFilter } from './filters';
import css from './list.module.css';
import { Search } from './search';

export default function PhotoList() {
  const { project, isPending, error, refetch } = useProject();
  const [params] = useSearchParams();
  const me = useMe();
  const filter = readFilter(params, project?.id ?? '');
  useTitle(t('photos.title'));
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <h1 className="grow">{t('photos.title')}</h1>
        {project && <Search text={filter.search} />}
        {project && me && mayDownload(me.role) && <Download filter={filter} />}
      </header>
      {project && <FilterBar filter={filter} />}
      <div className={css['body']}>
        {error ? (
          <ErrorNote error={error} title={t('photos.failed')} onRetry={refetch} />
        ) : project ? (
          <Tiles filter={filter} />
        ) : isPending ? (
          <TilesLoading />
        ) : (
          <Empty icon={IconPhotoOff} title={t('photos.empty_title')}>
            {t('photos.empty_text')}
          </Empty>
        )}
      </div>
    </main>
  );
}

function Tiles({ filter }: { filter: PhotoFilter }) {
  const query = useInfiniteQuery(photosQuery(filter));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = isFiltered(filter);
  if (query.isPending) return <TilesLoading />;
  if (!query.data) {
    const retry = () => void query.refetch();
    return <ErrorNote error={query.error} title={t('photos.failed')} onRetry={retry} />;
  }
  if (rows.length === 0) {
    return (
      <Empty
        icon={IconPhotoOff}
        title={t(filtered ? 'photos.empty_filtered_title' : 'photos.empty_title')}
      >
        {t(filtered ? 'photos.empty_filtered_text' : 'photos.empty_text')}
      </Empty>
    );
  }
  return (
    <>
      <ul className={css['tiles']}>
        {rows.map((row) => (
          <PhotoTile key={row.id} row={row} />
        ))}
      </ul>
      <More of={query} className={css['more']} />
    </>
  );
}

function PhotoTile({ row }: { row: PhotoRow }) {
  // Withdrawn and superseded share their shape, so the word stands there.
  const withdrawn = row.withdrawn_at_ms ? `${statusWord('withdrawn')} · ` : '';
  const preview = row.received === 'preview' && t('photo.preview_only');
  return (
    <li className={css['tile']}>
      <Link to={`/photos/${row.id}`}>
        <span className={`${css['picture']} ${row.newest ? '' : css['old']}`}>
          <Thumb row={row} />
          <span className={css['marks']}>
            <FlagMark flags={row.flags} />
          </span>
        </span>
        <span className={css['line']}>
          <StatusShape status={shownStatus(row)} size={15} />
          <span className="clip">
            <b className="strong">{row.checkpoint_code}</b> {row.checkpoint_name}
          </span>
          <span className={`t2 ${css['time']}`}>{formatTime(row.taken_at_ms)}</span>
        </span>
        <span className={`small t3 clip ${css['where']}`}>
          {withdrawn}
          {preview || `${row.section_code} ${row.section_name} · ${row.owner_name}`}
        </span>
      </Link>
    </li>
  );
}
