// The frame of the crew's screens: header on top, the act and the tabs under the thumb.
import {
  IconCloudOff,
  IconDeviceMobileUp,
  IconListCheck,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { formatBytes } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useOutboxView } from '../../lib/outbox/provider';
import { isUnsent } from '../../lib/outbox/shot';
import { mayDecide, useMe } from '../../lib/session';
import { CrewUndoBar } from './crew-undo';
import { kCrew, kMe, kOutbox } from './paths';
import css from './shell.module.css';
import { useOffline, useStorage } from './use-phone';

export function Shell(props: { head: ReactNode; act?: ReactNode; children: ReactNode }) {
  return (
    <div className={`hand ${css['frame']}`}>
      <header className={css['head']}>{props.head}</header>
      <OfflineBar />
      <main className={css['main']}>
        <div className={css['body']}>{props.children}</div>
        {props.act && <div className={css['act']}>{props.act}</div>}
      </main>
      <CrewUndoBar />
      <Tabs />
    </div>
  );
}

// One thick button under the thumb, in the colour that belongs to the crew.
export function HivisLink(props: { to: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Link className={css['hivis']} to={props.to}>
      {props.icon}
      <span className="clip">{props.children}</span>
    </Link>
  );
}

function OfflineBar() {
  const { shots } = useOutboxView();
  const storage = useStorage();
  if (!useOffline()) return null;
  const unsent = shots.filter(isUnsent);
  const size = formatBytes(unsent.reduce((sum, shot) => sum + shot.size_bytes, 0));
  const { used_percent: percent } = storage ?? {};
  return (
    <p className={css['offline']} role="status">
      <IconCloudOff size={22} aria-hidden />
      <span className="grow">
        {unsent.length > 0 ? t('offline.bar', { count: unsent.length }) : t('offline.bar_none')}
      </span>
      {unsent.length > 0 && (
        <span className={css['quiet']}>
          {size}
          {percent !== undefined && <span className={css['percent']}> · {percent} %</span>}
        </span>
      )}
    </p>
  );
}

function Tabs() {
  const { shots } = useOutboxView();
  const me = useMe();
  const watches = me !== null && (me.crew_lead || mayDecide(me.role));
  return (
    <nav
      className={`${css['tabs']} ${watches ? css['four'] : ''}`}
      aria-label={t('capture.tabs')}
    >
      <Tab to="/capture" icon={IconListCheck} word={t('capture.tab_due')} />
      <Tab
        to={kOutbox}
        icon={IconDeviceMobileUp}
        word={t('capture.tab_outbox')}
        count={shots.filter(isUnsent).length}
      />
      {watches && <Tab to={kCrew} icon={IconUsers} word={t('capture.tab_crew')} />}
      <Tab to={kMe} icon={IconUserCircle} word={t('capture.tab_me')} />
    </nav>
  );
}

type Icon = ComponentType<{ size?: number; stroke?: number }>;
function Tab(props: { to: string; icon: Icon; word: string; count?: number }) {
  const { icon: Shape, count = 0 } = props;
  const { pathname } = useLocation();
  const others = [kOutbox, kCrew, kMe].includes(pathname);
  const on = props.to === '/capture' ? !others : pathname === props.to;
  return (
    <Link className={css['tab']} to={props.to} aria-current={on ? 'page' : undefined}>
      <Shape size={24} stroke={on ? 2 : 1.75} />
      {props.word}
      {count > 0 && <span className={css['badge']}>{count}</span>}
    </Link>
  );
}
