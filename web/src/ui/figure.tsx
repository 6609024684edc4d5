// A big number that stands on the page, in a list of such: its word above, what it means below.
import type { ReactNode } from 'react';
import css from './figure.module.css';

interface FigureProps {
  word: string;
  text: ReactNode;
  children: ReactNode;
}

export function Figure({ word, text, children }: FigureProps) {
  return (
    <div className={css['figure']}>
      <dt>{word}</dt>
      <dd className={css['number']}>{children}</dd>
      <dd className={css['text']}>{text}</dd>
    </div>
  );
}

// `className` says how many stand side by side, and what divides them.
export function Figures({ className, children }: { className: string | undefined; children: ReactNode }) {
  return <dl className={`${css['figures']} ${className}`}>{children}</dl>;
}
