// The frame of the desk: where you can go at the left, the page at the right. A page marked
// data-alone (judging one photo) takes the whole window.
import { Outlet } from 'react-router';
import { Desk } from '../ui/desk';
import css from './desk-shell.module.css';
import { Nav } from './nav';

export default function DeskShell() {
  return (
    <Desk>
      <div className={css['shell']}>
        <Nav />
        <Outlet />
      </div>
    </Desk>
  );
}
