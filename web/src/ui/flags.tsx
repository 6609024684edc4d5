// Notes of the server on a photo ("off the line"), as small amber marks.
import { IconAlertTriangle } from '@tabler/icons-react';
import { t, type TextKey } from '../lib/i18n';
import { en } from '../locales/en';
import css from './flags.module.css';

// A flag this version does not know shows under the server's own name.
export function flagWord(flag: string): string {
  const key = `flag.${flag}`;
  return key in en ? t(key as Extract<TextKey, `flag.${string}`>) : flag;
}

// The first flag as a mark on a picture, with how many more.
export function FlagMark({ flags }: { flags: string[] }) {
  const [first] = flags;
  if (!first) return null;
  return (
    <span className={css['mark']} title={flags.map(flagWord).join(', ')}>
      <IconAlertTriangle size={13} stroke={2} aria-hidden />
      {flagWord(first)}
      {flags.length > 1 && <span>+{flags.length - 1}</span>}
    </span>
  );
}

export function FlagWords({ flags }: { flags: string[] }) {
  if (flags.length === 0) return null;
  return (
    <span className={css['words']}>
      <IconAlertTriangle size={14} stroke={2} aria-hidden />
      {flags.map(flagWord).join(', ')}
    </span>
  );
}
