// Search by file name, person or id. What is typed reaches the address after a short rest.
import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { t } from '../../lib/i18n';
import { withParams } from './filters';
import css from './list.module.css';

const kRest_ms = 300;

export function Search({ text }: { text: string }) {
  const [, setParams] = useSearchParams();
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]); // the way back, or "Clear all", changed it
  useEffect(() => {
    const q = typed.trim();
    if (q === text) return;
    const timer = setTimeout(
      () => setParams((now) => withParams(now, { q }), { replace: true }),
      kRest_ms,
    );
    return () => clearTimeout(timer);
  }, [typed, text, setParams]);
  return (
    <span className={css['search']}>
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <input
        className="input"
        type="search"
        aria-label={t('photos.search_label')}
        placeholder={t('photos.search')}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.target.value)}
      />
      {typed !== '' && (
        <button type="button" aria-label={t('photos.search_clear')} onClick={() => setTyped('')}>
          <IconX size={15} stroke={2} aria-hidden />
        </button>
      )}
    </span>
  );
}
