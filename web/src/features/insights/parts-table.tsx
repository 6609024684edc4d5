// Rows of progress with a bar each: routes, sections, work types or checkpoints. Numbers lead to
// their photos, names one level down.
import { Link } from 'react-router';
import type { Progress } from '../../lib/api.gen';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { StatusShape } from '../../ui/status';
import { Bar, Legend } from './bar';
import { Count } from './count';
import { countedPath, type Place } from './links';
import { approvedPercent } from './progress';
import css from './tables.module.css';

export interface PartRow {
  id: string;
  code?: string;
  name: string;
  progress: Progress;
  to?: string; // one level down
  place?: Place; // where its photos are
  accepted?: React.ReactNode;
}

interface Props {
  title: string;
  first: string; // heading of the first column
  rows: PartRow[];
  total: Progress;
  accepted?: boolean; // with the column of sign-offs
  leads?: boolean; // the first table of the page, which has the legend
}

const marked = ['pending', 'retake', 'nonconforming'] as const;

export function PartsTable(props: Props) {
  const { title, first, rows, total, accepted = false, leads = false } = props;
  const with_na = total.not_applicable > 0;
  return (
    <section className={css['block']}>
      <div className={css['head']}>
        <h2 className="grow">{title}</h2>
        {leads && <Legend progress={total} />}
      </div>
      <table className={`data ${css['parts']}`}>
        <thead>
          <tr>
            <th>{first}</th>
            <th className={css['bars']} aria-hidden />
            <th className="num">{t('dashboard.col_due')}</th>
            <th className={`num ${css['roomy']}`}>{t('dashboard.col_taken')}</th>
            <th className="num">
              <Heading status="approved" word={t('dashboard.col_approved')} />
            </th>
            {marked.map((status) => (
              <th key={status} className="num">
                <Heading
                  status={status}
                  word={t(
                    status === 'nonconforming' ? 'dashboard.col_nonconforming' : `status.${status}`,
                  )}
                />
              </th>
            ))}
            {with_na && (
              <th className={`num ${css['roomy']}`}>
                <abbr title={t('dashboard.col_na_long')}>{t('dashboard.col_na')}</abbr>
              </th>
            )}
            {accepted && <th className="num">{t('dashboard.col_accepted')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} with_na={with_na} accepted={accepted} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

// In a hand only the shape has room.
function Heading({ status, word }: { status: (typeof marked)[number] | 'approved'; word: string }) {
  return (
    <>
      <span className={css['word']}>{word}</span>
      <span className={css['sign']}>
        <StatusShape status={status} size={15} />
      </span>
    </>
  );
}

function Row({ row, with_na, accepted }: { row: PartRow; with_na: boolean; accepted: boolean }) {
  const { progress, place, code, name, to } = row;
  const percent = approvedPercent(progress);
  const whose = code || name;
  const label = (
    <>
      {code && <b className="strong">{code}</b>} {name}
    </>
  );
  return (
    <tr>
      <th scope="row" className={css['name']}>
        {to ? (
          <Link className={css['way']} to={to}>
            {label}
          </Link>
        ) : (
          label
        )}
        <span className={css['under']} aria-hidden>
          <Bar progress={progress} />
        </span>
      </th>
      <td className={css['bars']}>
        <Bar progress={progress} />
      </td>
      <td className="num">{formatNumber(progress.due)}</td>
      <td className={`num ${css['roomy']}`}>
        <Count
          n={progress.taken}
          to={place && countedPath(place)}
          name={whose}
          what={t('dashboard.col_taken')}
        />
      </td>
      <td className="num strong">
        {percent === null || progress.approved === 0 ? (
          <span className="t3">–</span>
        ) : place ? (
          <Link
            className={css['count']}
            to={countedPath(place, 'approved')}
            aria-label={t('dashboard.count_label', {
              name: whose,
              n: progress.approved,
              what: t('dashboard.approved'),
            })}
          >
            {t('dashboard.percent', { n: percent })}
          </Link>
        ) : (
          t('dashboard.percent', { n: percent })
        )}
      </td>
      {marked.map((status) => (
        <td key={status} className="num">
          <Count
            n={progress[status]}
            to={place && countedPath(place, status)}
            name={whose}
            what={t(`status.${status}`)}
            tone={status === 'pending' ? undefined : status}
          />
        </td>
      ))}
      {with_na && (
        <td className={`num ${css['roomy']}`}>
          <Count n={progress.not_applicable} name={whose} what={t('dashboard.not_applicable')} />
        </td>
      )}
      {accepted && <td className="num t2">{row.accepted}</td>}
    </tr>
  );
}
