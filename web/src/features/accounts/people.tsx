// Everybody with an account: find, add, and act on one.
import { Modal } from '@mantine/core';
import { IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { User } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { More } from '../../ui/more';
import { holds, SearchField } from '../../ui/search-field';
import { Empty } from '../../ui/states';
import { usersQuery } from './api';
import css from './people.module.css';
import { PersonForm } from './person-form';
import { PersonRow } from './person-row';
import { SignInLinkSheet } from './sign-in-link';

export default function People() {
  const users = useInfiniteQuery(usersQuery);
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const [linked, setLinked] = useState<User | null>(null);
  // Who is sought may be on a page that was not fetched yet.
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = users;
  const fetchMore = typed !== '' && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (fetchMore) void fetchNextPage();
  }, [fetchMore, fetchNextPage]);
  return (
    <DeskPage
      title={t('people.title')}
      acts={
        <button type="button" className="btn" onClick={() => setAdding(true)}>
          <IconUserPlus size={18} stroke={1.75} aria-hidden />
          {t('people.add')}
        </button>
      }
    >
      <Loaded of={users} failed={t('people.failed')}>
        {({ pages }) => (
          <>
            <div className={css['find']}>
              <SearchField label={t('people.find')} value={typed} onChange={setTyped} />
            </div>
            <Table
              users={pages.flatMap((page) => page.items).filter((user) => matches(user, typed))}
              onLink={setLinked}
            />
            <More of={users} className={css['more']} />
          </>
        )}
      </Loaded>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('people.add')}>
        <PersonForm
          onCancel={() => setAdding(false)}
          onDone={(user) => {
            setAdding(false);
            setLinked(user);
          }}
        />
      </Modal>
      <Modal
        opened={linked !== null}
        onClose={() => setLinked(null)}
        title={t('people.link_for', { name: linked ? linked.name || linked.email : '' })}
      >
        {linked && <SignInLinkSheet user={linked} />}
      </Modal>
    </DeskPage>
  );
}

const matches = ({ name, email, role, crew_lead, disabled }: User, typed: string) =>
  holds(`${name} ${email} ${t(`role.${crew_lead ? 'crew_lead' : role}`)} ${disabled ? t('people.disabled') : ''}`, typed);

function Table({ users, onLink }: { users: User[]; onLink: (user: User) => void }) {
  if (users.length === 0) {
    return (
      <Empty icon={IconUserSearch} title={t('people.none_title')}>
        {t('people.none_text')}
      </Empty>
    );
  }
  return (
    <div className={css['wide']}>
      <table className={`data ${css['people']}`}>
        <thead>
          <tr>
            <th>{t('people.name')}</th>
            <th className={css['roomy']}>{t('people.email')}</th>
            <th>{t('people.role')}</th>
            <th className={css['roomy']}>{t('people.seen')}</th>
            <th>
              <span className="sr">{t('people.acts')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <PersonRow key={user.id} user={user} onLink={() => onLink(user)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
