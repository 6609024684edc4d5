// "Redo last": the shot just accepted, one tap from being taken again. It is told by the way to this
// screen, so it goes when the crew goes elsewhere.
import { IconRefresh } from '@tabler/icons-react';
import { Link, useLocation } from 'react-router';
import type { Slot } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { slotKey, type DueList } from './due';
import { cameraPath } from './paths';

export interface LastShot {
  section_id: string;
  checkpoint_id: string;
  stage: Slot['stage'];
  index: number;
  name: string;
}

export const lastShotState = (last: LastShot) => ({ last });

// Null when there was none, or when the office has decided on it since.
export function useLastShot(list: DueList | null): LastShot | null {
  const state = useLocation().state as { last?: LastShot } | null;
  const last = state?.last;
  if (!last || !list) return null;
  const decided = [...list.approved, ...list.came_back];
  return decided.some(({ slot }) => slotKey(slot) === slotKey(last)) ? null : last;
}

export function RedoLast({ last, className }: { last: LastShot | null; className?: string }) {
  if (!last) return null;
  return (
    <Link className={className} to={cameraPath(last.section_id, last)} replace>
      <IconRefresh size={20} aria-hidden />
      {t('camera.redo_last')}
      <span className="sr">: {last.name}</span>
    </Link>
  );
}
