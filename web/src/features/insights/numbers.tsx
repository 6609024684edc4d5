// The big numbers, standing on the page and divided by lines; each leads to its photos.
import { Link } from 'react-router';
import type { Overview, Waiting } from '../../lib/api.gen';
import { formatDuration, formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { mayDecide, useMe } from '../../lib/session';
import { closedPath } from '../../lib/waivers';
import { Figure, Figures } from '../../ui/figure';
import { countedPath, extrasPath, photosPath, type Place } from './links';
import css from './numbers.module.css';
import { approvedPercent } from './progress';

interface NumberProps {
  word: string;
  n: number;
  of?: number;
  text: string;
  to?: string | undefined;
  textTo?: string | false;
}

function Big({ word, n, of, text, to, textTo }: NumberProps) {
  const figure = (
    <>
      {formatNumber(n)}
      {of !== undefined && <small>{t('dashboard.of', { n: of })}</small>}
    </>
  );
  return (
    <Figure word={word} text={textTo ? <Link to={textTo}>{text}</Link> : text}>
      {to && n > 0 ? <Link to={to}>{figure}</Link> : figure}
    </Figure>
  );
}

function oldestOf({ oldest_at_ms }: Waiting): string {
  if (oldest_at_ms === null) return t('dashboard.none_waits');
  return t('dashboard.oldest', { age: formatDuration(Date.now() - oldest_at_ms) });
}

export function Numbers({ report, place }: { report: Overview; place: Place }) {
  const { total, waiting, previews } = report;
  const { due, extras } = total;
  const me = useMe();
  const decides = me && mayDecide(me.role);
  const oldest = waiting ? oldestOf(waiting) : ''; // told of whole projects only
  const shown: NumberProps[] = [
    {
      word: t('dashboard.approved'),
      n: total.approved,
      of: due,
      text: t('dashboard.share_due', { n: approvedPercent(total) ?? 0 }),
      to: countedPath(place, 'approved'),
    },
    {
      word: t('dashboard.taken'),
      n: total.taken,
      of: due,
      text: extras > 0 ? t('dashboard.extras', { count: extras }) : t('dashboard.no_extras'),
      to: countedPath(place),
      textTo: extras > 0 && extrasPath(place),
    },
    {
      word: t('dashboard.waits'),
      n: total.pending,
      text: oldest,
      to: countedPath(place, 'pending'),
    },
    {
      word: t('dashboard.came_back'),
      n: total.retake,
      text: t('dashboard.came_back_text'),
      to: countedPath(place, 'retake'),
    },
    {
      word: t('dashboard.nonconforming'),
      n: total.nonconforming,
      text: t('dashboard.nonconforming_text'),
      to: countedPath(place, 'nonconforming'),
    },
    {
      word: t('dashboard.not_applicable'),
      n: total.not_applicable,
      text: t('dashboard.not_applicable_text'),
      to: decides && !place.route_id ? closedPath(place.project_id) : undefined,
    },
  ];
  // Of a whole project only; the server tells no other.
  if (previews > 0 && !place.route_id) {
    shown.push({
      word: t('dashboard.previews'),
      n: previews,
      text: t('dashboard.previews_text'),
      to: photosPath(place, { received: 'preview' }),
    });
  }
  return (
    <Figures className={css['numbers']}>
      {shown.map((each) => (
        <Big key={each.word} {...each} />
      ))}
    </Figures>
  );
}
