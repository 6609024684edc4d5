// A progress bar of statuses, and the legend that names its patterns.
import type { Progress } from '../../lib/api.gen';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { statusWord } from '../../ui/status';
import css from './bar.module.css';
import { barOf, leftOf, segments, type Segment } from './progress';

export const wordOf = (kind: Segment): string =>
  kind === 'not_applicable' ? t('dashboard.not_applicable') : statusWord(kind);

function saidOf(progress: Progress): string {
  const parts = barOf(progress).map(({ kind }) =>
    t('dashboard.part', { n: progress[kind], word: wordOf(kind) }),
  );
  const left = leftOf(progress);
  if (left > 0) parts.push(t('dashboard.part', { n: left, word: t('dashboard.left') }));
  return parts.join(', ');
}

export function Bar({ progress }: { progress: Progress }) {
  const said = saidOf(progress);
  return (
    <span className={css['bar']} role="img" aria-label={said || formatNumber(0)} title={said}>
      {barOf(progress).map(({ kind, percent }) => (
        <i key={kind} className={`${css['part']} ${css[kind]}`} style={{ width: `${percent}%` }} />
      ))}
    </span>
  );
}

export function Legend({ progress }: { progress: Progress }) {
  const shown = segments.filter((kind) => kind !== 'not_applicable' || progress[kind] > 0);
  return (
    <ul className={css['legend']} aria-label={t('dashboard.legend')}>
      {shown.map((kind) => (
        <li key={kind}>
          <i className={`${css['swatch']} ${css[kind]}`} />
          {wordOf(kind)}
        </li>
      ))}
      <li>
        <i className={css['swatch']} />
        {t('dashboard.left')}
      </li>
    </ul>
  );
}
