// A picture shown whole, as large as its place allows, with what lies over it cut to its edges.
import type { CSSProperties, ReactNode } from 'react';
import css from './camera.module.css';

export const kUprightPhoto = 3 / 4;

interface Props {
  ratio: number; // width / height
  className?: string | undefined;
  children: ReactNode;
}

export function Framed({ ratio, className = '', children }: Props) {
  return (
    <div className={css['finder']}>
      <div
        className={`${css['framed']} ${className}`}
        style={{ '--ratio': ratio } as CSSProperties}
      >
        {children}
      </div>
    </div>
  );
}
