// The mark: a frame round a tick. Hi-vis appears on a desk nowhere else.
import { t } from '../lib/i18n';
import css from './brand.module.css';

export function Mark({ size = 22 }: { size?: number }) {
  return <img src="/logo.svg" width={size} height={size} alt="" />;
}

export function Brand() {
  return (
    <span className={css['brand']}>
      <Mark />
      {t('app.name')}
    </span>
  );
}
