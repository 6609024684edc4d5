// Where you can go, with what waits there; the project and the person.
import { Menu } from '@mantine/core';
import {
  IconCamera,
  IconChartBar,
  IconCheck,
  IconChevronDown,
  IconPhoto,
  IconRoute,
  IconSettings,
  IconSquareCheck,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { NavLink, useNavigate, useSearchParams } from 'react-router';
import type { Me } from '../lib/api.gen';
import { formatNumber } from '../lib/format';
import { t } from '../lib/i18n';
import { rememberProject, useProject } from '../lib/projects';
import { homeOf, mayDecide, useMe } from '../lib/session';
import { useSummary } from '../lib/summary';
import { Brand } from '../ui/brand';
import css from './desk-shell.module.css';
import { setUpItems } from './set-up';

type Icon = ComponentType<{ size?: number; stroke?: number }>;
interface ItemProps {
  to: string;
  icon: Icon;
  word: string;
  count?: number | undefined;
}

export function Nav() {
  const me = useMe();
  const { project } = useProject();
  const reviews = me !== null && mayDecide(me.role);
  const project_id = project?.id ?? '';
  const summary = useSummary(project_id, reviews);
  if (!me) return null;
  return (
    <nav className={css['nav']} aria-label={t('nav.label')}>
      <NavLink to={homeOf(me.role)} className={css['brand']} aria-label={t('app.name')}>
        <Brand />
      </NavLink>
      <ProjectMenu />
      <Item to="/dashboard" icon={IconChartBar} word={t('nav.dashboard')} />
      {reviews && (
        <Item
          to="/review?view=grid"
          icon={IconSquareCheck}
          word={t('nav.review')}
          count={summary?.pending}
        />
      )}
      <Item to="/photos" icon={IconPhoto} word={t('nav.photos')} />
      {me.role !== 'viewer' && <Item to="/capture" icon={IconCamera} word={t('nav.capture')} />}
      {me.role === 'admin' && (
        <>
          <p className={css['head']}>{t('nav.set_up')}</p>
          <span className={css['inHand']}>
            <Item to="/set-up" icon={IconSettings} word={t('nav.set_up')} />
          </span>
          {setUpItems.map(({ to, icon, word }) => (
            <span key={to} className={css['onDesk']}>
              <Item to={to} icon={icon} word={t(word)} />
            </span>
          ))}
        </>
      )}
      <Person me={me} />
    </nav>
  );
}

function Item({ to, icon: Shape, word, count }: ItemProps) {
  return (
    <NavLink to={to} className={css['item']!} title={word} aria-label={word}>
      <Shape size={18} stroke={1.75} />
      <span className={css['word']}>{word}</span>
      {count !== undefined && count > 0 && (
        <span className={css['count']}>{formatNumber(count)}</span>
      )}
    </NavLink>
  );
}

function ProjectMenu() {
  const { project, projects } = useProject();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  if (!project) return null;
  const choose = (id: string) => {
    rememberProject(id);
    // Sections and photos of the former project mean nothing in the new one.
    const view = params.get('view');
    void navigate({ search: `?project=${id}${view ? `&view=${view}` : ''}` });
  };
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={css['project']} title={project.name}>
          <IconRoute size={18} stroke={1.75} />
          <span className="grow clip">{project.name}</span>
          <IconChevronDown size={15} stroke={1.75} className={css['chevron']} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {projects.map((each) => (
          <Menu.Item
            key={each.id}
            rightSection={each.id === project.id && <IconCheck size={15} />}
            onClick={() => choose(each.id)}
          >
            {each.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

function Person({ me }: { me: Me }) {
  const name = me.name || me.email;
  return (
    <NavLink to="/account" className={`${css['item']} ${css['me']}`} title={name} aria-label={name}>
      <span className={css['face']} aria-hidden>
        {initialsOf(name)}
      </span>
      <span className={`clip ${css['word']}`}>{name}</span>
    </NavLink>
  );
}
