// Where a photo is, on its way from this phone to the server: shape and words. Not its status.
import {
  IconAlertTriangleFilled,
  IconClockExclamation,
  IconCloudUpload,
  IconDeviceMobile,
  IconShieldCheckFilled,
} from '@tabler/icons-react';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useOutboxView } from '../../lib/outbox/provider';
import type { Shot } from '../../lib/outbox/shot';
import css from './where.module.css';

const shapes = {
  only_here: IconDeviceMobile,
  sending: IconCloudUpload,
  next_try: IconClockExclamation,
  refused: IconAlertTriangleFilled,
  safe: IconShieldCheckFilled,
};

export function whereWord(shot: Shot, fraction: number | undefined, now_ms = Date.now()): string {
  switch (shot.state) {
    case 'only_here':
      return t('where.only_here');
    case 'sending':
      if (fraction === undefined) return t('where.sending');
      return t('where.sending_n', { percent: Math.min(99, Math.floor(fraction * 100)) });
    case 'next_try':
      if (shot.next_try_at_ms - now_ms < 30_000) return t('where.next_try_now');
      return t('where.next_try', { time: formatTime(shot.next_try_at_ms) });
    case 'refused':
      return t('where.refused');
    case 'safe':
      return t('where.safe');
  }
}

export function Where({ shot, after }: { shot: Shot; after?: string | null }) {
  const { progress } = useOutboxView();
  const Shape = shapes[shot.state];
  const word = whereWord(shot, progress.get(shot.id));
  return (
    <span className={`${css['where']} ${css[shot.state]}`}>
      <Shape size={18} aria-hidden />
      <span className="clip">{after ? t('where.at', { where: word, place: after }) : word}</span>
    </span>
  );
}
