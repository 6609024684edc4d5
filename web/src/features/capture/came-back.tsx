// What the office sent back: the photo, its words, and the one act that answers them.
import { IconAlertOctagonFilled, IconArrowBackUp, IconCamera } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import css from './due.module.css';
import { cameraPath, slotPath } from './paths';
import { checkpointName, slotPlace } from './slot-words';

interface Props {
  page: SectionSlots;
  slot: Slot;
  nth: number;
  of: number;
}

export function CameBack({ page, slot, nth, of }: Props) {
  const section_id = page.section.id;
  const { photo } = slot;
  const place = slotPlace(slot, page.items);
  const not_ok = slot.state === 'nonconforming';
  const Shape = not_ok ? IconAlertOctagonFilled : IconArrowBackUp;
  const words = not_ok
    ? (['due.not_ok', 'due.not_ok_n'] as const)
    : (['due.came_back', 'due.came_back_n'] as const);
  return (
    <section className={`${css['back']} ${not_ok ? css['notOk'] : ''}`}>
      <Link className={css['backTop']} to={slotPath(section_id, slot)}>
        {photo?.thumb_url && <img src={photo.thumb_url} alt={t('due.previous')} />}
        <span className="grow">
          <span className={css['backState']}>
            <Shape size={18} aria-hidden />
            {of > 1 ? t(words[1], { nth, of }) : t(words[0])}
          </span>
          <b className={css['backName']}>
            {checkpointName(slot)}
            {place && `, ${place}`}
          </b>
          <Words slot={slot} />
        </span>
      </Link>
      <Link
        className={`btn fill ${not_ok ? 'nonconforming' : 'retake'}`}
        to={cameraPath(section_id, slot)}
      >
        <IconCamera size={22} aria-hidden />
        {t('due.retake')}
      </Link>
    </section>
  );
}

function Words({ slot }: { slot: Slot }) {
  const { comment, decided_by_name } = slot.photo ?? {};
  if (!comment) return null;
  return (
    <span className={css['backWords']}>
      “{comment}” {decided_by_name && <span className="t2">{decided_by_name}</span>}
    </span>
  );
}
