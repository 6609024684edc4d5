// The frame of a desk screen: a bar with the title and what can be done, the page under it.
import type { ReactNode } from 'react';
import css from './desk-page.module.css';

interface Props {
  title: string;
  before?: ReactNode; // the way back up, in front of the title
  acts?: ReactNode;
  children: ReactNode;
}

export function DeskPage({ title, before, acts, children }: Props) {
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        {before}
        <h1 className="grow clip">{title}</h1>
        {acts}
      </header>
      <div className={css['body']}>{children}</div>
    </main>
  );
}
