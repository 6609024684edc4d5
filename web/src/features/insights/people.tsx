// Who took how many photos here, and who decided how many.
import type { PersonWork } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { StatusShape } from '../../ui/status';
import { Count } from './count';
import { photosPath, type Place } from './links';
import css from './tables.module.css';

const decided = ['approved', 'retake', 'nonconforming'] as const;

export function PeopleTable({ people, place }: { people: PersonWork[]; place: Place }) {
  return (
    <section className={css['block']}>
      <div className={css['head']}>
        <h2>{t('dashboard.people')}</h2>
      </div>
      <table className={`data ${css['people']}`}>
        <thead>
          <tr>
            <th>{t('dashboard.person')}</th>
            <th className="num">{t('dashboard.person_taken')}</th>
            {decided.map((decision) => (
              <th key={decision} className="num">
                <span className={css['word']}>{t(`dashboard.decided_${decision}`)}</span>
                <span className={css['sign']}>
                  <StatusShape status={decision} size={15} />
                </span>
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
                  to={photosPath(place, { by: person.id })}
                  name={person.name}
                  what={t('dashboard.person_taken')}
                />
              </td>
              {decided.map((decision) => (
                <td key={decision} className="num">
                  <Count
                    n={person[decision]}
                    name={person.name}
                    what={t(`dashboard.decided_${decision}`)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
