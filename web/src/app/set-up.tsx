// The set-up screens, once: the nav lists them on a desk, this page in a hand.
import {
  IconActivity,
  IconArchive,
  IconChecklist,
  IconChevronRight,
  IconFileImport,
  IconFolders,
  IconHistory,
  IconKey,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { t } from '../lib/i18n';
import { DeskPage } from '../ui/desk-page';
import css from './set-up.module.css';

export const setUpItems = [
  { to: '/set-up/projects', icon: IconFolders, word: 'nav.projects', text: 'set_up.projects' },
  { to: '/set-up/checklist', icon: IconChecklist, word: 'nav.checklist', text: 'set_up.checklist' },
  { to: '/set-up/access', icon: IconKey, word: 'nav.access', text: 'set_up.access' },
  { to: '/set-up/people', icon: IconUsers, word: 'nav.people', text: 'set_up.people' },
  { to: '/set-up/import', icon: IconFileImport, word: 'nav.import', text: 'set_up.import' },
  { to: '/set-up/backups', icon: IconArchive, word: 'nav.backups', text: 'set_up.backups' },
  { to: '/set-up/audit', icon: IconHistory, word: 'nav.audit', text: 'set_up.audit' },
  { to: '/set-up/status', icon: IconActivity, word: 'nav.status', text: 'set_up.status' },
  { to: '/set-up/settings', icon: IconSettings, word: 'nav.settings', text: 'set_up.settings' },
] as const;

export default function SetUp() {
  return (
    <DeskPage title={t('nav.set_up')}>
      <ul className={css['list']}>
        {setUpItems.map(({ to, icon: Shape, word, text }) => (
          <li key={to}>
            <Link to={to}>
              <Shape size={22} stroke={1.75} aria-hidden />
              <span className="grow">
                <span className="strong">{t(word)}</span>
                <span className={css['text']}>{t(text)}</span>
              </span>
              <IconChevronRight size={18} stroke={1.75} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </DeskPage>
  );
}
