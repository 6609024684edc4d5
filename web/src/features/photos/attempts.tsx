// The chain of attempts for the photo's slot: the one that counts and those it replaced.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Photo, PhotoRow } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { photoQuery } from '../../lib/photos';
import { shownStatus, StatusShape } from '../../ui/status';
import css from './attempts.module.css';

function standing({ newest, withdrawn_at_ms }: PhotoRow) {
  if (withdrawn_at_ms) return 'photo.attempt_withdrawn';
  return newest ? 'photo.attempt_counts' : 'photo.attempt_superseded';
}

export function Attempts({ photo }: { photo: Photo }) {
  const newer = useQuery({
    ...photoQuery(photo.replaced_by ?? ''),
    enabled: photo.replaced_by !== null,
  }).data;
  const chain: PhotoRow[] = [newer, photo, photo.previous].filter((each) => !!each);
  if (chain.length < 2) return <div className={css['none']} />;
  return (
    <ol className={css['strip']}>
      {chain.map((each) => (
        <li key={each.id}>
          <Link
            className={css['attempt']!}
            to={`/photos/${each.id}`}
            aria-current={each.id === photo.id ? 'page' : undefined}
          >
            {each.thumb_url && <img src={each.thumb_url} alt="" />}
            <span>
              <span className={css['name']}>
                <StatusShape status={shownStatus(each)} size={15} />
                {t('photo.attempt', { n: each.attempt })}
              </span>
              <span className="t2">
                {t(standing(each), { time: formatTime(each.taken_at_ms) })}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
