// Empty, loading and error, as every screen shows them. An error says what to do and offers it.
import { IconAlertOctagonFilled } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { ApiError } from '../lib/api';
import { t } from '../lib/i18n';
import css from './states.module.css';

// A sentence for a person: the server's own words, or what we know when it sent none.
export function errorText(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.unknown', { status: '–' });
  if (error.status === 0) return t('error.offline');
  const said = error.detail || t('error.unknown', { status: String(error.status) });
  // Who asked too often is told the wait by the server itself, in words.
  const busy = error.retry_after_s && error.status !== 429;
  const wait = busy ? ` ${t('error.wait', { n: error.retry_after_s })}` : '';
  const incident = error.incident ? ` ${t('error.incident', { incident: error.incident })}` : '';
  return said + wait + incident;
}

export function ErrorNote(props: { error: unknown; title?: string; onRetry?: () => void }) {
  const { error, title, onRetry } = props;
  return (
    <div className={css['error']} role="alert">
      <IconAlertOctagonFilled size={16} className={css['errorIcon']} aria-hidden />
      <div className="grow">
        {title && <p className="strong">{title}</p>}
        <p>{errorText(error)}</p>
      </div>
      {onRetry && (
        <button type="button" className="btn" onClick={onRetry}>
          {t('act.retry')}
        </button>
      )}
    </div>
  );
}

type Icon = ComponentType<{ size?: number; stroke?: number }>;
interface EmptyProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  act?: ReactNode;
  alone?: boolean; // it is the whole page, so its title is the page's
}

export function Empty({ icon: Shape, title, children, act, alone = false }: EmptyProps) {
  const Title = alone ? 'h1' : 'p';
  return (
    <div className={css['empty']}>
      <Shape size={24} stroke={1.5} />
      <Title className="strong">{title}</Title>
      {children && <p className="t2">{children}</p>}
      {act}
    </div>
  );
}

// Still grey in the shape of what comes: `rows` lines with a 4:3 picture before them.
export function RowsLoading({ rows = 5 }: { rows?: number }) {
  return (
    <div className={css['rows']} role="status" aria-label={t('app.loading')}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={css['skeletonRow']}>
          <i className={css['picture']} />
          <span className="grow">
            <i className={css['bar']} />
            <i className={`${css['bar']} ${css['short']}`} />
          </span>
        </div>
      ))}
    </div>
  );
}

export function TilesLoading({ tiles = 10 }: { tiles?: number }) {
  return (
    <div className={css['tiles']} role="status" aria-label={t('app.loading')}>
      {Array.from({ length: tiles }, (_, i) => (
        <div key={i}>
          <i className={css['tile']} />
          <i className={css['bar']} />
        </div>
      ))}
    </div>
  );
}
