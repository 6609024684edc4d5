// The bar over the queue: where you are, the filters as one sentence, how far, and the two views.
import { IconChevronRight, IconColumns2, IconHistory, IconLayoutGrid, IconSquare } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { t } from '../../lib/i18n';
import { Mark } from '../../ui/brand';
import type { QueueFilter } from './api';
import { FilterChips } from './filter-chips';
import type { View } from './filters';
import { KeysHelp } from './keys-help';
import css from './top-bar.module.css';
import { WaiversLink } from './waivers';

interface TopBarProps {
  filter: QueueFilter;
  view: View;
  onView: (view: View) => void;
  progress?: ReactNode;
  compare?: { on: boolean; possible: boolean; toggle: () => void };
}

export function TopBar({ filter, view, onView, progress, compare }: TopBarProps) {
  const Icon = view === 'grid' ? IconSquare : IconLayoutGrid;
  return (
    <header className={css['bar']}>
      {view === 'single' && (
        <span className={css['alone']}>
          <button
            type="button"
            className={css['mark']}
            tabIndex={-1}
            aria-label={t('review.title')}
            onClick={() => onView('grid')}
          >
            <Mark />
          </button>
          <IconChevronRight size={15} className="t3" aria-hidden />
        </span>
      )}
      <h1 className={css['title']}>{t('review.title')}</h1>
      <FilterChips filter={filter} />
      <span className={css['progress']}>{progress}</span>
      <span className={css['asked']}>
        <WaiversLink project_id={filter.project_id} />
      </span>
      <span className={css['acts']}>
        {compare && (
          <button
            type="button"
            className={`btn quiet ${compare.on ? css['on'] : ''} ${compare.possible ? '' : css['gone']}`}
            aria-pressed={compare.on}
            aria-label={t('review.compare')}
            onClick={compare.toggle}
          >
            <IconColumns2 size={18} stroke={1.75} />
            <span className={css['word']}>{t('review.compare')}</span>
            <kbd className="kbd">C</kbd>
          </button>
        )}
        <button
          type="button"
          className="btn quiet"
          aria-label={t(view === 'grid' ? 'review.single' : 'review.grid')}
          onClick={() => onView(view === 'grid' ? 'single' : 'grid')}
        >
          <Icon size={18} stroke={1.75} />
          <span className={css['word']}>{t(view === 'grid' ? 'review.single' : 'review.grid')}</span>
          <kbd className="kbd">G</kbd>
        </button>
        <Link
          className="btn quiet square"
          to="/review?view=decided"
          aria-label={t('decided.title')}
          title={t('decided.title')}
        >
          <IconHistory size={18} stroke={1.75} />
        </Link>
        <KeysHelp />
      </span>
    </header>
  );
}

export function Progress({ at, total, open }: { at: number; total: number; open: boolean }) {
  const shown = open ? `${total}+` : String(total);
  return (
    <>
      <span className="t2">
        <b className="strong">{at}</b> {t('review.progress_of', { total: shown })}
      </span>
      <progress
        className={css['meter']}
        value={at}
        max={total}
        aria-label={t('review.progress_label', { at, total: shown })}
      />
    </>
  );
}
