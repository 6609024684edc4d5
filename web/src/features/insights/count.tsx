// A number that leads to its photos; nothing is a dash.
import { Link } from 'react-router';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import css from './tables.module.css';

interface Props {
  n: number;
  to?: string | undefined;
  name: string; // whose number: "S1"
  what: string; // of which: "Came back"
  tone?: 'retake' | 'nonconforming' | undefined;
}

export function Count({ n, to, name, what, tone }: Props) {
  if (n === 0) return <span className="t3">–</span>;
  const className = tone ? css[tone] : undefined;
  if (!to) return <span className={className}>{formatNumber(n)}</span>;
  return (
    <Link
      className={`${css['count']} ${className ?? ''}`}
      to={to}
      aria-label={t('dashboard.count_label', { name, n, what })}
    >
      {formatNumber(n)}
    </Link>
  );
}
