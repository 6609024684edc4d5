// A route as the desk draws it: proven solid, pending striped, a gap hollow, rings at section ends.
import css from './line-drawing.module.css';

const proven = 'M-40 640 L120 560 L250 470 L360 450 L470 372';
const gap = 'M470 372 L540 322 L590 296';
const pending = 'M590 296 L720 250 L800 176';
const not_begun = 'M800 176 L880 120 L1060 60';
const ends = [
  [120, 560],
  [360, 450],
  [590, 296],
  [800, 176],
] as const;

export function LineDrawing() {
  return (
    <svg className={css['drawing']} viewBox="0 0 1000 700" preserveAspectRatio="xMidYMid slice">
      {[proven, gap, pending, not_begun].map((d) => (
        <path key={d} d={d} className={css['casing']} />
      ))}
      <path d={proven} className={css['proven']} />
      <path d={gap} className={css['gap']} />
      <path d={gap} className={css['gapInside']} />
      <path d={pending} className={css['pending']} />
      <path d={not_begun} className={css['notBegun']} />
      {ends.map(([x, y]) => (
        <circle key={x} cx={x} cy={y} r="7" className={css['end']} />
      ))}
    </svg>
  );
}
