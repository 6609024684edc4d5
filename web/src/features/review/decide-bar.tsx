// The three decisions with their keys; or, instead of grey buttons, why there is none to make.
import { IconAlertOctagon, IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react';
import type { Photo } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { Status, statusWord } from '../../ui/status';
import css from './decide-bar.module.css';
import type { Refusal } from './reason';
import { mayDecideNow } from './single';
import type { Entry } from './worklist';

interface DecideBarProps {
  entry: Entry;
  photo: Photo | null;
  inline?: boolean; // in one row, with short words
  onApprove: () => void;
  onAsk: (decision: Refusal) => void;
}

export function DecideBar({ entry, photo, inline, onApprove, onAsk }: DecideBarProps) {
  const my_id = useMe()?.id;
  if (entry.mine) {
    return (
      <div className={css['closed']}>
        <Status status={entry.mine} />
        <span className="t2">{t(entry.sending ? 'review.sending' : 'review.decided_here')}</span>
      </div>
    );
  }
  if (!mayDecideNow(entry, photo)) {
    return <p className={`t2 ${css['closed']}`}>{whyNot(photo, my_id)}</p>;
  }
  return (
    <div className={`${css['bar']} ${inline ? css['inline'] : ''}`}>
      <button type="button" className={`btn approve ${css['main']}`} onClick={onApprove}>
        <IconCircleCheckFilled size={18} aria-hidden />
        {t('review.approve')}
        <kbd className="kbd">A</kbd>
      </button>
      <button type="button" className="btn retake" onClick={() => onAsk('retake')}>
        <IconArrowBackUp size={18} stroke={2} aria-hidden />
        {t(inline ? 'review.retake_short' : 'review.retake')}
        <kbd className="kbd">R</kbd>
      </button>
      <button type="button" className="btn nonconforming" onClick={() => onAsk('nonconforming')}>
        <IconAlertOctagon size={18} stroke={2} aria-hidden />
        {t(inline ? 'review.not_ok_short' : 'review.not_ok')}
        <kbd className="kbd">N</kbd>
      </button>
    </div>
  );
}

function whyNot(photo: Photo | null, my_id: string | undefined): string {
  if (!photo) return '';
  if (photo.withdrawn_at_ms) return t('review.cannot_withdrawn');
  if (photo.last_decision && photo.status !== 'pending') {
    const { reviewer_name, decided_at_ms } = photo.last_decision;
    const status = statusWord(photo.status);
    return t('review.cannot_decided', { status, name: reviewer_name, time: formatTime(decided_at_ms) });
  }
  if (photo.owner_id === my_id) return t('review.cannot_own');
  if (!photo.newest) return t('review.cannot_old');
  if (photo.received === 'preview') return t('review.cannot_preview');
  return t('review.cannot');
}
