// What can be done with the selected photos; floats, because the grid scrolls under it.
import { IconAlertOctagon, IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react';
import { t } from '../../lib/i18n';
import css from './bulk-bar.module.css';
import type { Refusal } from './reason';

interface BulkBarProps {
  count: number;
  all: number;
  onAll: () => void;
  onApprove: () => void;
  onAsk: (decision: Refusal) => void;
  onClear: () => void;
}

export function BulkBar({ count, all, onAll, onApprove, onAsk, onClear }: BulkBarProps) {
  return (
    <div className={css['bar']} role="toolbar" aria-label={t('review.selected', { count })}>
      <span className={css['count']} aria-live="polite">
        {t('review.selected', { count })}
      </span>
      {count < all && (
        <button type="button" onClick={onAll}>
          {t('review.select_all', { n: all })}
        </button>
      )}
      <button type="button" className={css['approve']} onClick={onApprove}>
        <IconCircleCheckFilled size={17} aria-hidden />
        {t('review.approve_n', { count })}
        <kbd>A</kbd>
      </button>
      <button type="button" onClick={() => onAsk('retake')}>
        <IconArrowBackUp size={17} stroke={2} aria-hidden />
        {t('review.retake_short')}
        <kbd>R</kbd>
      </button>
      <button type="button" onClick={() => onAsk('nonconforming')}>
        <IconAlertOctagon size={17} stroke={2} aria-hidden />
        {t('review.not_ok_short')}
        <kbd>N</kbd>
      </button>
      <button type="button" aria-label={t('review.select_none')} onClick={onClear}>
        <kbd>Esc</kbd>
      </button>
    </div>
  );
}
