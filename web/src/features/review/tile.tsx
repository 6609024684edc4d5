// One photo of the grid: click opens it, the corner selects it.
import { IconBoxMultiple, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { FlagMark } from '../../ui/flags';
import { shownStatus, StatusShape } from '../../ui/status';
import { Thumb } from '../../ui/thumb';
import css from './tile.module.css';
import { isOpen, type Entry } from './worklist';

interface TileProps {
  entry: Entry;
  current: boolean;
  selected: boolean;
  onToggle: (range: boolean) => void;
  onOpen: () => void;
}

export function Tile({ entry, current, selected, onToggle, onOpen }: TileProps) {
  const { row, mine } = entry;
  const tile = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) tile.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const marks = [current && css['current'], selected && css['selected'], mine && css['done']];
  const name = `${row.checkpoint_code} ${row.checkpoint_name}, ${row.section_code}`;
  return (
    <li ref={tile} className={`${css['tile']} ${marks.filter(Boolean).join(' ')}`}>
      <button type="button" className={css['picture']} aria-label={name} onClick={onOpen}>
        <Thumb row={row} />
      </button>
      {isOpen(entry) && (
        <button
          type="button"
          role="checkbox"
          aria-checked={selected}
          aria-label={t('review.select', { what: name })}
          className={css['tick']}
          onClick={(event) => onToggle(event.shiftKey)}
        >
          <span>{selected && <IconCheck size={15} stroke={3} />}</span>
        </button>
      )}
      <span className={css['marks']}>
        {row.attempt > 1 && (
          <span className={css['attempt']}>
            <IconBoxMultiple size={13} stroke={2} aria-hidden />
            {t('photo.attempt', { n: row.attempt })}
          </span>
        )}
        <FlagMark flags={row.flags} />
      </span>
      <p className={css['line']}>
        <StatusShape status={mine ?? shownStatus(row)} size={15} />
        <span className="clip">
          <b className="strong">{row.checkpoint_code}</b> {row.section_code}{' '}
          <span className="t2">{t('photo.number', { n: row.index })}</span>
        </span>
        <span className={`t2 ${css['time']}`}>{formatTime(row.taken_at_ms)}</span>
      </p>
      <p className={`small t3 clip ${css['owner']}`}>{row.owner_name}</p>
    </li>
  );
}
