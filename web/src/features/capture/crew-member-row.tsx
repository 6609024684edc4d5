// One of the crew in numbers, and what their phone said last of what it still keeps.
import {
  IconAlertTriangleFilled,
  IconArrowBackUp,
  IconDeviceMobile,
  IconShieldCheckFilled,
} from '@tabler/icons-react';
import type { CrewMember, OnPhones } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import css from './crew.module.css';
import lists from './lists.module.css';

export function MemberRow({ member }: { member: CrewMember }) {
  const { came_back, on_phones } = member;
  const mark = member.disabled ? t('crew.disabled') : member.crew_lead ? t('crew.lead') : null;
  return (
    <div className={lists['row']}>
      <span className="grow">
        <b className={lists['name']}>
          {member.name} {mark && <span className={css['mark']}>{mark}</span>}
        </b>
        <span className={lists['sub']}>
          {came_back > 0 && (
            <span className={lists['back']}>
              <IconArrowBackUp size={18} aria-hidden />
              {t('crew.back', { count: came_back })}
            </span>
          )}
          {restOf(member)}
        </span>
        {on_phones && <Phones of={on_phones} />}
      </span>
    </div>
  );
}

function restOf({ came_back, pending, taken_24_h }: CrewMember): string {
  const words = [
    pending > 0 && t('crew.pending', { count: pending }),
    taken_24_h > 0 && t('crew.taken', { n: taken_24_h }),
  ].filter(Boolean);
  if (words.length === 0 && came_back === 0) return t('crew.nothing');
  return words.join(' · ');
}

function Phones({ of: { waiting, failed, oldest_at_ms, told_at_ms } }: { of: OnPhones }) {
  const count = waiting + failed;
  const time = formatTime(told_at_ms);
  if (count === 0) {
    return (
      <span className={lists['sub']}>
        <span className={css['phone']}>
          <IconShieldCheckFilled size={18} className={lists['approved']} aria-hidden />
          {t('crew.phone_empty', { time })}
        </span>
      </span>
    );
  }
  return (
    <span className={lists['sub']}>
      <span className={`${css['phone']} ${css['keeps']}`}>
        <IconDeviceMobile size={18} aria-hidden />
        {t('crew.on_phone', { count, time })}
      </span>
      {failed > 0 && (
        <span className={lists['back']}>
          <IconAlertTriangleFilled size={18} aria-hidden />
          {t('crew.refused', { count: failed })}
        </span>
      )}
      {oldest_at_ms !== null && (
        <span>{t('crew.on_phone_oldest', { time: formatTime(oldest_at_ms) })}</span>
      )}
    </span>
  );
}
