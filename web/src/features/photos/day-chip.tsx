// From which day to which the photos came in; both days belong to it.
import { Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { formatDay } from '../../lib/format';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { TakeAway, type Choose } from './filter-bar';
import css from './list.module.css';

interface Props {
  from: string | null;
  to: string | null;
  choose: Choose;
}

function daysWord(from: string | null, to: string | null): string | null {
  const [a, b] = [from, to].map((day) => day && formatDay(day));
  if (a && b) return a === b ? a : t('photos.day_both', { from: a, to: b });
  if (a) return t('photos.day_since', { from: a });
  return b ? t('photos.day_until', { to: b }) : null;
}

export function DayChip({ from, to, choose }: Props) {
  const label = t('photos.label_days');
  const word = daysWord(from, to);
  return (
    <span className={css['chip']}>
      <Popover position="bottom-start" shadow="md">
        <Popover.Target>
          <button
            type="button"
            className={`chip ${word ? 'on' : ''}`}
            aria-label={word ? `${label}: ${word}` : t('photos.any_of', { label })}
          >
            {word ?? label}
            {!word && <IconChevronDown size={15} stroke={1.75} />}
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={css['days']}>
            <Field
              label={t('photos.day_from')}
              type="date"
              value={from ?? ''}
              max={to ?? undefined}
              onChange={(event) => choose({ from: event.target.value })}
            />
            <Field
              label={t('photos.day_to')}
              type="date"
              value={to ?? ''}
              min={from ?? undefined}
              onChange={(event) => choose({ to: event.target.value })}
            />
          </div>
        </Popover.Dropdown>
      </Popover>
      {word && (
        <TakeAway label={label} word={word} onClick={() => choose({ from: null, to: null })} />
      )}
    </span>
  );
}
