// Shown when a page is not there, or stopped with a fault of ours.
import { IconMapOff, IconRefreshAlert } from '@tabler/icons-react';
import { Link, useRouteError } from 'react-router';
import { ApiError } from '../lib/api';
import { t } from '../lib/i18n';
import { Empty, errorText } from '../ui/states';
import css from './fallbacks.module.css';

export function NotFound() {
  const act = (
    <Link className="btn" to="/">
      {t('error.not_found_act')}
    </Link>
  );
  return (
    <main className={css['alone']}>
      <Empty icon={IconMapOff} title={t('error.not_found_title')} act={act} alone>
        {t('error.not_found_text')}
      </Empty>
    </main>
  );
}

export function PageStopped() {
  const error = useRouteError();
  const act = (
    <button type="button" className="btn fill" onClick={() => location.reload()}>
      {t('error.page_reload')}
    </button>
  );
  return (
    <main className={css['alone']}>
      <Empty icon={IconRefreshAlert} title={t('error.page_title')} act={act} alone>
        {error instanceof ApiError ? errorText(error) : t('error.page_text')}
      </Empty>
    </main>
  );
}
