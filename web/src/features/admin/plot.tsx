// One number over the last hour, as a line one can put a finger on.
import { useId, useState, type PointerEvent } from 'react';
import type { Sample } from '../../lib/api.gen';
import { formatDuration, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import css from './plot.module.css';
import { linesOf, most, roundUp, spanOf, type Point } from './status-numbers';

const kWide = 600;
const kHigh = 96;

interface Props {
  title: string;
  samples: Sample[];
  sample_ms: number;
  of: (sample: Sample) => number;
  format: (value: number) => string;
  bar?: number; // the value it should stay under
  top?: number; // of the plot, when it is known
}

const at = ({ x, y }: Point) => `${(x * kWide).toFixed(1)},${((1 - y) * kHigh).toFixed(1)}`;

function areaOf(line: Point[]): string {
  const first = (line[0]!.x * kWide).toFixed(1);
  const last = (line.at(-1)!.x * kWide).toFixed(1);
  return `M${first},${kHigh} L${line.map(at).join(' L')} L${last},${kHigh} Z`;
}

export function Plot({ title, samples, sample_ms, of, format, bar, top: known }: Props) {
  const id = useId();
  const [pointed, setPointed] = useState<Point | null>(null);
  const highest = most(samples, of);
  const top = known ?? roundUp(highest);
  const lines = linesOf(samples, of, top, sample_ms);
  const points = lines.flat();
  const shown = pointed?.sample ?? samples.at(-1);

  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const nearest = points.reduce<Point | null>(
      (best, each) => (best === null || Math.abs(each.x - x) < Math.abs(best.x - x) ? each : best),
      null,
    );
    setPointed(nearest);
  };

  return (
    <figure className={css['plot']}>
      <figcaption id={id}>
        <span className="strong grow">{title}</span>
        <span className={css['now']}>{shown ? format(of(shown)) : '–'}</span>
        <span className={css['when']}>
          {pointed ? formatTime(pointed.sample.at_ms) : t('status.now')}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${kWide} ${kHigh}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('status.plot_label', {
          title,
          now: shown ? format(of(shown)) : '–',
          most: format(highest),
        })}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setPointed(null)}
      >
        {lines.map((line) => (
          <g key={line[0]!.sample.at_ms}>
            <path className={css['area']} d={areaOf(line)} />
            <polyline className={css['line']} points={line.map(at).join(' ')} />
          </g>
        ))}
        {bar !== undefined && bar <= top && (
          <line
            className={css['bar']}
            x1={0}
            x2={kWide}
            y1={(1 - bar / top) * kHigh}
            y2={(1 - bar / top) * kHigh}
          />
        )}
        {pointed && (
          <line
            className={css['pointed']}
            x1={pointed.x * kWide}
            x2={pointed.x * kWide}
            y1={0}
            y2={kHigh}
          />
        )}
      </svg>
      <div className={css['scale']} aria-hidden>
        <span>{t('status.ago', { time: formatDuration(spanOf(samples)) })}</span>
        <span>{t('status.top', { top: format(top) })}</span>
      </div>
    </figure>
  );
}
