// The figures that decide whether the shutter is free; a failing one turns amber with its limit.
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { formatAccuracy, formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import type { PositionProblem } from '../../lib/position';
import css from './camera.module.css';
import type { Gauge } from './rules';

export function Gauges({ gauges }: { gauges: Gauge[] }) {
  return (
    <div className={css['gauges']}>
      {gauges.map((gauge) => (
        <div key={gauge.rule} className={gauge.broken ? css['bad'] : undefined}>
          <b>
            {valueWord(gauge)}
            {gauge.broken && <IconAlertTriangle size={18} aria-hidden />}
            {!gauge.broken && gauge.value_m !== null && <IconCheck size={18} aria-hidden />}
          </b>
          {labelWord(gauge)}
        </div>
      ))}
    </div>
  );
}

function valueWord({ rule, value_m }: Gauge): string {
  if (value_m === null) return '–';
  return rule === 'accuracy' ? formatAccuracy(value_m) : formatDistance(value_m);
}

function labelWord({ rule, value_m, limit_m, broken }: Gauge): string {
  if (rule === 'accuracy') {
    if (value_m === null) return t('camera.no_position');
    if (!broken || limit_m === null) return t('camera.position');
    return t('camera.needs', { limit: formatAccuracy(limit_m) });
  }
  if (broken && limit_m !== null) return t('camera.at_most', { limit: formatDistance(limit_m) });
  return t(rule === 'line' ? 'camera.to_line' : 'camera.from_last');
}

// What is wrong in a few words, and the one sentence that helps.
export function ruleText(gauge: Gauge, problem: PositionProblem | null): [string, string] {
  const { rule, value_m, limit_m } = gauge;
  if (rule === 'accuracy') {
    if (value_m !== null) return [t('rule.accuracy'), t('rule.accuracy_help')];
    const denied = problem === 'denied';
    return [t('rule.no_fix'), t(denied ? 'rule.no_fix_denied' : 'rule.no_fix_help')];
  }
  const figures = { value: formatDistance(value_m ?? 0), limit: formatDistance(limit_m ?? 0) };
  if (rule === 'line') return [t('rule.line'), t('rule.line_help', figures)];
  return [t('rule.last'), t('rule.last_help', figures)];
}
