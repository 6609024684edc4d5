// A field that narrows the list under it. Its label is heard, and seen as placeholder.
import { IconSearch } from '@tabler/icons-react';
import css from './search-field.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function SearchField({ label, value, onChange }: Props) {
  return (
    <span className={css['search']}>
      <IconSearch size={18} stroke={1.75} aria-hidden />
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onChange('')}
      />
    </span>
  );
}

// Does `text` hold every word of what was typed? Case and accents do not count.
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
export function holds(text: string, typed: string): boolean {
  const whole = plain(text);
  return plain(typed).split(/\s+/).every((word) => whole.includes(word));
}
