// All photos of a project, newest first, as tiles; filters by section, status and taker.
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPhotoOff } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { PhotoRow, Status } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { sectionsQuery, useProject } from '../../lib/projects';
import { useMe } from '../../lib/session';
import { FlagMark } from '../../ui/flags';
import { More } from '../../ui/more';
import { Empty, ErrorNote, TilesLoading } from '../../ui/states';
import { shownStatus, StatusShape, statusWord } from '../../ui/status';
import { Thumb } from '../../ui/thumb';
import { photosQuery, type PhotoFilter } from './api';
import css from './list.module.css';

const statuses: Status[] = ['pending', 'approved', 'retake', 'nonconforming'];

function readFilter(params: URLSearchParams, project_id: string): PhotoFilter {
  return {
    project_id,
    section_id: params.get('section'),
    status: statuses.find((each) => each === params.get('status')) ?? null,
    owner_id: params.get('by') === 'me' ? 'me' : null,
  };
}

export default function PhotoList() {
  const { project, isPending, error, refetch } = useProject();
  const [params] = useSearchParams();
  const filter = readFilter(params, project?.id ?? '');
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <h1>{t('photos.title')}</h1>
        {project && <Chips filter={filter} />}
      </header>
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
  const filtered = filter.section_id ?? filter.status ?? filter.owner_id;
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

function Chips({ filter }: { filter: PhotoFilter }) {
  const [, setParams] = useSearchParams();
  const me = useMe();
  const sections = useQuery(sectionsQuery(filter.project_id)).data ?? [];
  const section = sections.find((each) => each.id === filter.section_id);
  const status = statuses.find((each) => each === filter.status);
  const choose = (key: string, value: string | null) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === null) next.delete(key);
        else next.set(key, value);
        return next;
      },
      { replace: true },
    );
  const section_options = [
    { value: null, word: t('review.section_any') },
    ...sections.map((each) => ({ value: each.id, word: `${each.code} ${each.name}` })),
  ];
  const status_options = [
    { value: null, word: t('photos.any_status') },
    ...statuses.map((each) => ({ value: each, word: statusWord(each) })),
  ];
  return (
    <div className={css['chips']}>
      <Choice
        chosen={section?.id ?? null}
        options={section_options}
        onChoose={(value) => choose('section', value)}
      />
      <Choice
        chosen={status ?? null}
        options={status_options}
        onChoose={(value) => choose('status', value)}
      />
      {me?.role !== 'viewer' && (
        <button
          type="button"
          className={`chip ${filter.owner_id ? 'on' : ''}`}
          aria-pressed={filter.owner_id !== null}
          onClick={() => choose('by', filter.owner_id ? null : 'me')}
        >
          {t('photos.mine')}
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  chosen: string | null;
  options: { value: string | null; word: string }[];
  onChoose: (value: string | null) => void;
}

function Choice({ chosen, options, onChoose }: ChoiceProps) {
  const shown = options.find((each) => each.value === chosen) ?? options[0]!;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={`chip ${chosen ? 'on' : ''}`}>
          {shown.word}
          <IconChevronDown size={15} stroke={1.75} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={css['menu']}>
        {options.map((each) => (
          <Menu.Item
            key={each.value ?? 'any'}
            rightSection={each.value === chosen && <IconCheck size={15} />}
            onClick={() => onChoose(each.value)}
          >
            {each.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
