// The page round sign-in, sign-up and links: a form at the left; on a desk a drawn line beside it.
import type { ReactNode } from 'react';
import { Brand } from '../../ui/brand';
import css from './frame.module.css';
import { LineDrawing } from './line-drawing';

export function Frame({ title, children, foot }: {
  title: string;
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <div className={css['frame']}>
      <main className={`hand ${css['side']}`}>
        <Brand />
        <div className={css['form']}>
          <h1>{title}</h1>
          {children}
        </div>
        <p className={css['foot']}>{foot}</p>
      </main>
      <div className={css['stage']} aria-hidden>
        <LineDrawing />
      </div>
    </div>
  );
}
