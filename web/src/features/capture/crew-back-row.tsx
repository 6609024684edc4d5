// A photo that came back to somebody of the crew; it leads to the slot, where it is retaken.
import { IconAlertOctagonFilled, IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { CameBack } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import css from './crew.module.css';
import lists from './lists.module.css';
import { slotPath } from './paths';

export function BackRow({ back: { photo, comment } }: { back: CameBack }) {
  const not_ok = photo.status === 'nonconforming';
  const Shape = not_ok ? IconAlertOctagonFilled : IconArrowBackUp;
  return (
    <Link className={lists['row']} to={slotPath(photo.section_id, photo)}>
      {photo.thumb_url ? (
        <img className={lists['thumb']} src={photo.thumb_url} alt="" loading="lazy" />
      ) : (
        <span className={`${lists['thumb']} ${lists['empty']}`}>
          <Shape size={22} aria-hidden />
        </span>
      )}
      <span className="grow">
        <b className={lists['name']}>
          {photo.checkpoint_code} {photo.checkpoint_name}
        </b>
        <span className={lists['sub']}>
          <span className={`${lists['back']} ${not_ok ? css['notOk'] : ''}`}>
            <Shape size={18} aria-hidden />
            {t(not_ok ? 'due.not_ok' : 'due.came_back')}
          </span>
          <span>
            {photo.section_code} · {photo.owner_name}
            {photo.decided_at_ms !== null && ` · ${formatTime(photo.decided_at_ms)}`}
          </span>
        </span>
        {comment && <span className={css['words']}>“{comment}”</span>}
      </span>
      <IconChevronRight size={22} aria-hidden />
    </Link>
  );
}
