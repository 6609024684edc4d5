// The end of a list that has more pages: fetches the next one, and says when that failed.
import { t } from '../lib/i18n';
import { ErrorNote } from './states';

interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => Promise<unknown>;
}

export function More({ of: query, className = '' }: { of: Paged; className?: string | undefined }) {
  const fetchNext = () => void query.fetchNextPage();
  if (query.isFetchNextPageError) return <ErrorNote error={query.error} onRetry={fetchNext} />;
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className={`btn ${className}`}
      disabled={query.isFetchingNextPage}
      onClick={fetchNext}
    >
      {t('act.more')}
    </button>
  );
}
