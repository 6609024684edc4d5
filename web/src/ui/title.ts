// The name of a screen in the browser's tab.
import { useEffect } from 'react';
import { t } from '../lib/i18n';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · ${t('app.name')}` : t('app.name');
    return () => {
      document.title = t('app.name');
    };
  }, [title]);
}
