// What was asked for, or why it is not there: still loading, not yours to see, failed.
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isApiError } from '../lib/api';
import { t } from '../lib/i18n';
import { Empty, errorText, ErrorNote, RowsLoading } from './states';

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface Props<T> {
  of: Asked<T>;
  failed: string;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

export function Loaded<T>({ of: query, failed, loading, children }: Props<T>) {
  const { data, error } = query;
  if (data !== undefined) return children(data);
  if (isApiError(error) && error.status === 403) {
    return (
      <Empty icon={IconLock} title={t('denied.title')}>
        {errorText(error)}
      </Empty>
    );
  }
  if (error) return <ErrorNote error={error} title={failed} onRetry={() => void query.refetch()} />;
  return loading ?? <RowsLoading />;
}
