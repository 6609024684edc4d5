// Everybody with an account: role, last seen, a sign-in link for a phone; adding and disabling.
import { Modal } from '@mantine/core';
import { IconQrcode, IconUserPlus } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role, User } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { More } from '../../ui/more';
import { ErrorNote, RowsLoading } from '../../ui/states';
import { changeUser, usersQuery } from './api';
import css from './people.module.css';
import { PersonForm, roles } from './person-form';
import { SignInLinkSheet } from './sign-in-link';

export default function People() {
  const users = useInfiniteQuery(usersQuery);
  const [adding, setAdding] = useState(false);
  const [linked, setLinked] = useState<User | null>(null);
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <h1 className="grow">{t('people.title')}</h1>
        <button type="button" className="btn" onClick={() => setAdding(true)}>
          <IconUserPlus size={18} stroke={1.75} aria-hidden />
          {t('people.add')}
        </button>
      </header>
      <div className={css['body']}>
        {users.data ? (
          <>
            <Table users={users.data.pages.flatMap((page) => page.items)} onLink={setLinked} />
            <More of={users} className={css['more']} />
          </>
        ) : users.error ? (
          <ErrorNote
            error={users.error}
            title={t('people.failed')}
            onRetry={() => void users.refetch()}
          />
        ) : (
          <RowsLoading />
        )}
      </div>
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
    </main>
  );
}

function Table({ users, onLink }: { users: User[]; onLink: (user: User) => void }) {
  return (
    <div className={css['wide']}>
      <table className="data">
        <thead>
          <tr>
            <th>{t('people.name')}</th>
            <th>{t('people.email')}</th>
            <th>{t('people.role')}</th>
            <th>{t('people.seen')}</th>
            <th>
              <span className="sr">{t('people.link')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} onLink={() => onLink(user)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ user, onLink }: { user: User; onLink: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (to: { role?: Role; disabled?: boolean }) => changeUser(user.id, to),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const mine = me?.id === user.id;
  const name = user.name || user.email;
  return (
    <>
      <tr className={user.disabled ? css['off'] : undefined}>
        <td className="strong">
          {name} {mine && <span className="t3">{t('people.you')}</span>}
        </td>
        <td>{user.email}</td>
        <td>
          <select
            className={css['role']}
            aria-label={t('people.role_of', { name })}
            value={user.role}
            disabled={mine || change.isPending}
            onChange={(event) => change.mutate({ role: event.target.value as Role })}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </td>
        <td className="t2">
          {user.disabled
            ? t('people.disabled')
            : user.last_seen_at_ms === null
              ? t('people.never')
              : formatTime(user.last_seen_at_ms)}
        </td>
        <td className={css['acts']}>
          {!user.disabled && (
            <button type="button" className="btn quiet" onClick={onLink}>
              <IconQrcode size={18} stroke={1.75} aria-hidden />
              {t('people.link')}
            </button>
          )}
          {!mine && (
            <button
              type="button"
              className="btn quiet"
              aria-label={t(user.disabled ? 'people.enable_label' : 'people.disable_label', { name })}
              onClick={() => change.mutate({ disabled: !user.disabled })}
            >
              {t(user.disabled ? 'people.enable' : 'people.disable')}
            </button>
          )}
        </td>
      </tr>
      {change.error && (
        <tr>
          <td colSpan={5}>
            <ErrorNote error={change.error} />
          </td>
        </tr>
      )}
    </>
  );
}
