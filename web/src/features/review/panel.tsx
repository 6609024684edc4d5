// The facts beside the photo that decide whether it is right.
import { IconAlertTriangle, IconBoxMultiple, IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Photo } from '../../lib/api.gen';
import { formatDistance, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { lineOf } from '../../lib/line';
import { sectionsQuery } from '../../lib/projects';
import { LineSketch } from '../../ui/line-sketch';
import { Checks, Facts } from '../../ui/photo-facts';
import { Status, StatusShape, shownStatus } from '../../ui/status';
import css from './panel.module.css';
import type { Entry } from './worklist';

interface PanelProps {
  entry: Entry;
  photo: Photo | null;
  previous: Photo | null;
}

export function Panel({ entry, photo, previous }: PanelProps) {
  // One list for the whole project, kept for minutes: no request for each photo.
  const sections = useQuery(sectionsQuery(entry.row.project_id)).data;
  const line = lineOf(sections?.find((each) => each.id === entry.row.section_id)?.line);
  return (
    <>
      <Heading entry={entry} photo={photo} />
      {photo?.override_reason && (
        <section className={`${css['block']} ${css['override']}`}>
          <IconAlertTriangle size={16} stroke={2} aria-hidden />
          <p>{t('photo.override', { reason: photo.override_reason })}</p>
        </section>
      )}
      {photo && (previous?.last_decision || photo.comment) && (
        <Words photo={photo} previous={previous} />
      )}
      {photo && (
        <>
          <section className={css['block']}>
            <Checks photo={photo} previous={previous} />
          </section>
          <section className={css['block']}>
            <Facts photo={photo} />
            {line && <LineSketch line={line} photo={photo} />}
            <Link className={`link ${css['more']}`} to={`/photos/${photo.id}`}>
              {t('photo.open')}
              <IconExternalLink size={14} stroke={1.75} aria-hidden />
            </Link>
          </section>
        </>
      )}
    </>
  );
}

function Heading({ entry, photo }: { entry: Entry; photo: Photo | null }) {
  const { row, mine } = entry;
  const status = mine ?? shownStatus(photo ?? row);
  const chainage = photo && photo.chainage_m !== null ? formatDistance(photo.chainage_m) : null;
  const number = t('photo.number', { n: row.index });
  const place = [t(`stage.${row.stage}`), `${row.section_code} ${row.section_name}`];
  return (
    <section className={css['block']}>
      <div className={css['top']}>
        <Status status={status} />
        {row.attempt > 1 && (
          <span className={css['attempt']}>
            <IconBoxMultiple size={15} stroke={1.75} aria-hidden />
            {t('photo.attempt', { n: row.attempt })}
          </span>
        )}
        {row.extra && <span className="t2">{t('photo.extra')}</span>}
      </div>
      <h2 className={css['name']}>
        {row.checkpoint_code} {row.checkpoint_name}
      </h2>
      <p className="t2">{[...place, chainage ?? number].join(' · ')}</p>
      {photo?.guidance && <p className={css['guidance']}>{photo.guidance}</p>}
    </section>
  );
}

const told = {
  retake: 'photo.came_back',
  nonconforming: 'photo.was_nonconforming',
  approved: 'photo.was_approved',
} as const;

// What was asked for last time and what the crew answered.
function Words({ photo, previous }: { photo: Photo; previous: Photo | null }) {
  const last = previous?.last_decision;
  return (
    <section className={css['block']}>
      {last && last.decision !== 'pending' && (
        <>
          <p className={`${css['said']} ${css[last.decision]}`}>
            <StatusShape status={last.decision} size={15} />
            {t(told[last.decision], { time: formatTime(last.decided_at_ms) })}
          </p>
          <blockquote className={css['quote']}>“{last.comment}”</blockquote>
        </>
      )}
      {photo.comment && (
        <p className="t2">
          <b className="strong">{photo.owner_name}:</b> {photo.comment}
        </p>
      )}
    </section>
  );
}
