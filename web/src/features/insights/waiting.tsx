// How long pending photos have waited for a decision.
import { Link } from 'react-router';
import type { Waiting } from '../../lib/api.gen';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { mayDecide, useMe } from '../../lib/session';
import { reviewPath, type Place } from './links';
import css from './tables.module.css';

// The oldest are looked at first: when that came to its end, the youngest of them may be more, and of
// what is left only the number is known.
const ages = ['under_4_h', 'under_1_day', 'under_3_days', 'older'] as const;
const counted = ages.filter((age) => age !== 'under_4_h');

export function WaitingBars({ waiting, place }: { waiting: Waiting; place: Place }) {
  const me = useMe();
  const most = Math.max(1, ...ages.map((age) => waiting[age]));
  const youngest = counted.find((age) => waiting[age] > 0);
  const any = ages.some((age) => waiting[age] > 0);
  return (
    <section className={css['block']}>
      <div className={css['head']}>
        <h2 className="grow">{t('dashboard.waiting')}</h2>
        {any && me && mayDecide(me.role) && (
          <Link className="link" to={reviewPath(place)}>
            {t('dashboard.review')}
          </Link>
        )}
      </div>
      <dl>
        {ages.map((age) => {
          const n = formatNumber(waiting[age]);
          const open = waiting.capped && age === youngest;
          const rest = waiting.capped && age === 'under_4_h';
          const late = age === 'older' && waiting[age] > 0;
          return (
            <div key={age} className={`${css['wait']} ${late ? css['late'] : ''}`}>
              <dt>{t(rest ? 'dashboard.the_rest' : `dashboard.${age}`)}</dt>
              <dd className={css['track']}>
                <i className={css['amount']} style={{ width: `${(100 * waiting[age]) / most}%` }} />
                <b className="strong">{open ? t('dashboard.and_more', { n }) : n}</b>
              </dd>
            </div>
          );
        })}
      </dl>
      {waiting.capped && <p className="t2 small">{t('dashboard.capped')}</p>}
    </section>
  );
}
