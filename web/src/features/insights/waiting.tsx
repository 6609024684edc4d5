// How long pending photos have waited for a decision.
import { Link } from 'react-router';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { mayDecide, useMe } from '../../lib/session';
import type { Waiting } from './api';
import { reviewPath, type Place } from './links';
import css from './tables.module.css';

const ages = ['under_4_h', 'under_1_day', 'under_3_days', 'older'] as const;

export function WaitingBars({ waiting, place }: { waiting: Waiting; place: Place }) {
  const me = useMe();
  const most = Math.max(1, ...ages.map((age) => waiting[age]));
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
          const late = age === 'older' && waiting[age] > 0;
          return (
            <div key={age} className={`${css['wait']} ${late ? css['late'] : ''}`}>
              <dt>{t(`dashboard.${age}`)}</dt>
              <dd className={css['track']}>
                <i className={css['amount']} style={{ width: `${(100 * waiting[age]) / most}%` }} />
                <b className="strong">{formatNumber(waiting[age])}</b>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
