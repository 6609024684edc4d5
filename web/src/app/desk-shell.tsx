// The frame of the desk: where you can go at the left, the page at the right. Judging one photo
// takes the whole window.
import { Outlet, useLocation, useSearchParams } from 'react-router';
import { Desk } from '../ui/desk';
import css from './desk-shell.module.css';
import { Nav } from './nav';

export default function DeskShell() {
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const alone = pathname === '/review' && params.get('view') !== 'grid';
  return (
    <Desk>
      <div className={alone ? undefined : css['shell']}>
        {!alone && <Nav />}
        <Outlet />
      </div>
    </Desk>
  );
}
