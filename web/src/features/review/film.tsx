// The round as a strip of thumbnails; what was decided stays in place with its mark.
import { useEffect, useRef } from 'react';
import { t } from '../../lib/i18n';
import { shownStatus, StatusShape } from '../../ui/status';
import type { QueueFilter } from './api';
import css from './film.module.css';
import type { Round } from './single';
import type { Entry } from './worklist';

export function Film(props: { round: Round; filter: QueueFilter; onGo: (at: number) => void }) {
  const { round, filter, onGo } = props;
  const { list } = round;
  return (
    <nav className={css['film']} aria-label={t('review.film')}>
      <ol className={css['strip']}>
        {list.entries.map((entry, i) => (
          <Frame
            key={entry.row.id}
            entry={entry}
            current={i === list.at}
            pending={filter.status === 'pending'}
            onGo={() => onGo(i)}
          />
        ))}
      </ol>
      <FreshChip round={round} filter={filter} />
    </nav>
  );
}

export function FreshChip({ round, filter }: { round: Round; filter: QueueFilter }) {
  const count = round.list.fresh.length;
  if (count === 0) return null;
  return (
    <button
      type="button"
      className={`chip on ${css['fresh']}`}
      aria-label={t('review.fresh_label', { count })}
      onClick={() => round.act({ type: 'let_in', first: filter.order === 'newest' })}
    >
      {t('review.fresh', { count })}
    </button>
  );
}

interface FrameProps {
  entry: Entry;
  current: boolean;
  pending: boolean;
  onGo: () => void;
}

function Frame({ entry, current, pending, onGo }: FrameProps) {
  const frame = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) frame.current?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [current]);
  const { row, mine, problem } = entry;
  const shown = mine ?? (pending && row.status === 'pending' && row.newest ? null : shownStatus(row));
  const name = `${row.checkpoint_code} ${row.section_code}`;
  return (
    <li>
      <button
        ref={frame}
        type="button"
        className={`${css['frame']} ${current ? css['current'] : ''} ${mine ? css['done'] : ''}`}
        aria-label={name}
        aria-current={current}
        tabIndex={current ? 0 : -1}
        onClick={onGo}
      >
        {row.thumb_url ? <img src={row.thumb_url} alt="" loading="lazy" /> : <i />}
        {(shown || problem) && (
          <span className={css['mark']}>
            {problem ? '!' : shown && <StatusShape status={shown} size={16} />}
          </span>
        )}
      </button>
    </li>
  );
}
