// Who took how many photos here, and what became of them.
import { t } from '../../lib/i18n';
import type { PersonWork } from './api';
import { Count } from './count';
import { photosPath, type Place } from './links';
import css from './tables.module.css';

const statuses = ['approved', 'retake', 'nonconforming'] as const;

export function PeopleTable({ people, place }: { people: PersonWork[]; place: Place }) {
  return (
    <section className={css['block']}>
      <div className={css['head']}>
        <h2>{t('dashboard.people')}</h2>
      </div>
      {people.length === 0 ? (
        <p className="t2">{t('dashboard.people_none')}</p>
      ) : (
        <table className={`data ${css['people']}`}>
          <thead>
            <tr>
              <th>{t('dashboard.person')}</th>
              <th className="num">{t('dashboard.person_taken')}</th>
              {statuses.map((status) => (
                <th key={status} className="num">
                  {t(
                    status === 'nonconforming' ? 'dashboard.col_nonconforming' : `status.${status}`,
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id}>
                <th scope="row">{person.name}</th>
                <td className="num">
                  <Count
                    n={person.taken}
                    to={photosPath(place, { owner_id: person.id })}
                    name={person.name}
                    what={t('dashboard.person_taken')}
                  />
                </td>
                {statuses.map((status) => (
                  <td key={status} className="num">
                    <Count
                      n={person[status]}
                      to={photosPath(place, { owner_id: person.id, status })}
                      name={person.name}
                      what={t(`status.${status}`)}
                      tone={status === 'approved' ? undefined : status}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
