// One request that no photo is needed: where, why, who asked; and the two answers to it.
import { IconArrowBackUp, IconCircleCheckFilled } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Waiver } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import css from './waivers.module.css';

export const nameOf = ({ checkpoint_code, checkpoint_name, section_code }: Waiver) =>
  `${checkpoint_code} ${checkpoint_name}, ${section_code}`;

export function WaiverWords({ waiver }: { waiver: Waiver }) {
  const { checkpoint_code, checkpoint_name, section_code, section_name } = waiver;
  const where = `/photos?project=${waiver.project_id}&section=${waiver.section_id}`;
  return (
    <>
      <span className={css['what']}>
        <span>
          <b className="strong">{checkpoint_code}</b> {checkpoint_name}{' '}
          <span className="t2">{t('move.nth', { n: waiver.index })}</span>
        </span>
        <Link className="link" to={where}>
          {section_code} {section_name}
        </Link>
      </span>
      <span className={css['why']}>
        <span>“{waiver.reason}”</span>
        <span className="t2">
          {waiver.owner_name},{' '}
          <time title={formatFullTime(waiver.created_at_ms)}>{formatTime(waiver.created_at_ms)}</time>
        </span>
      </span>
    </>
  );
}

interface LineProps {
  waiver: Waiver;
  current: boolean;
  busy: boolean;
  onApprove: () => void;
  onRefuse: () => void;
}

// The keys stand on the line that they act on; elsewhere their place is kept, so that nothing jumps.
export function WaiverLine({ waiver, current, busy, onApprove, onRefuse }: LineProps) {
  const me = useMe();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li
      ref={row}
      className={`${css['line']} ${current ? css['current'] : ''}`}
      aria-current={current || undefined}
    >
      <WaiverWords waiver={waiver} />
      <span className={css['acts']}>
        {waiver.owner_id === me?.id ? (
          <span className="t2">{t('waivers.own')}</span>
        ) : (
          <>
            <button
              type="button"
              className="btn approve"
              aria-label={t('waivers.approve_label', { what: nameOf(waiver) })}
              aria-disabled={busy}
              onClick={onApprove}
            >
              <IconCircleCheckFilled size={18} aria-hidden />
              {t('waivers.approve')}
              <kbd className="kbd">A</kbd>
            </button>
            <button
              type="button"
              className="btn"
              aria-label={t('waivers.refuse_label', { what: nameOf(waiver) })}
              aria-disabled={busy}
              onClick={onRefuse}
            >
              <IconArrowBackUp size={18} stroke={1.75} aria-hidden />
              {t('waivers.refuse')}
              <kbd className="kbd">R</kbd>
            </button>
          </>
        )}
      </span>
    </li>
  );
}
