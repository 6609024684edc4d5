// One person of the list: role, last seen, a link to sign in, disabling and enabling. What is felt at
// once by the person is asked for first.
import { IconQrcode, IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role, User } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { Confirm } from '../../ui/confirm';
import { changeUser, usersQuery } from './api';
import css from './people.module.css';
import { roles } from './person-form';

type Change = Parameters<typeof changeUser>[1];

// What is chosen from: a crew lead is crew with a mark.
type Standing = Role | 'crew_lead';
const standings = roles.flatMap((role): Standing[] =>
  role === 'crew' ? ['crew', 'crew_lead'] : [role],
);
const standingOf = ({ role, crew_lead }: User): Standing => (crew_lead ? 'crew_lead' : role);
const changeTo = (standing: Standing, user: User): Change => {
  if (standing === 'crew_lead') return { role: 'crew', crew_lead: true };
  return user.crew_lead && standing === 'crew'
    ? { role: standing, crew_lead: false }
    : { role: standing };
};

export function PersonRow({ user, onLink }: { user: User; onLink: () => void }) {
  const me = useMe();
  const mine = me?.id === user.id;
  const [asked, setAsked] = useState<Change | null>(null);
  const name = user.name || user.email;
  return (
    <tr className={user.disabled ? css['off'] : undefined}>
      <td className={css['who']}>
        <span className="strong">{name}</span>{' '}
        {mine && <span className="t3">{t('people.you')}</span>}
        <span className={css['under']}>
          {user.email} · <Seen user={user} />
        </span>
      </td>
      <td className={css['roomy']}>{user.email}</td>
      <td>
        <select
          className={css['role']}
          aria-label={t('people.role_of', { name })}
          value={standingOf(user)}
          disabled={mine}
          title={mine ? t('people.own_role') : undefined}
          onChange={(event) => setAsked(changeTo(event.target.value as Standing, user))}
        >
          {standings.map((standing) => (
            <option key={standing} value={standing}>
              {t(`role.${standing}`)}
            </option>
          ))}
        </select>
      </td>
      <td className={`t2 ${css['roomy']}`}>
        <Seen user={user} />
      </td>
      <td className={css['acts']}>
        {!user.disabled && (
          <button
            type="button"
            className="btn quiet"
            aria-label={t('people.link_for', { name })}
            onClick={onLink}
          >
            <IconQrcode size={18} stroke={1.75} aria-hidden />
            <span className={css['word']}>{t('people.link')}</span>
          </button>
        )}
        {!mine && (
          <button
            type="button"
            className="btn quiet"
            aria-label={t(user.disabled ? 'people.enable_label' : 'people.disable_label', { name })}
            onClick={() => setAsked({ disabled: !user.disabled })}
          >
            {user.disabled ? (
              <IconUserCheck size={18} stroke={1.75} className={css['sign']} aria-hidden />
            ) : (
              <IconUserOff size={18} stroke={1.75} className={css['sign']} aria-hidden />
            )}
            <span className={css['word']}>
              {t(user.disabled ? 'people.enable' : 'people.disable')}
            </span>
          </button>
        )}
        <Ask user={user} name={name} change={asked} onClose={() => setAsked(null)} />
      </td>
    </tr>
  );
}

function Seen({ user }: { user: User }) {
  if (user.disabled) return t('people.disabled');
  if (user.last_seen_at_ms === null) return t('people.never');
  return (
    <time title={formatFullTime(user.last_seen_at_ms)}>{formatTime(user.last_seen_at_ms)}</time>
  );
}

interface AskProps {
  user: User;
  name: string;
  change: Change | null;
  onClose: () => void;
}

function Ask({ user, name, change, onClose }: AskProps) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (to: Change) => changeUser(user.id, to),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const close = () => {
    save.reset();
    onClose();
  };
  return (
    <Confirm
      opened={change !== null}
      {...wordsOf(user, name, change)}
      busy={save.isPending}
      error={save.error}
      onConfirm={() => change && save.mutate(change)}
      onClose={close}
    />
  );
}

function wordsOf(user: User, name: string, change: Change | null) {
  if (change?.role) {
    const standing = change.crew_lead ? 'crew_lead' : change.role;
    const role = t(`role.${standing}`);
    return {
      title: t('people.role_title', { name, role }),
      verb: t('people.role_verb', { role }),
      children: t(`people.role_means_${standing}`),
    };
  }
  if (change?.disabled === false || (change === null && user.disabled)) {
    return {
      title: t('people.enable_title', { name }),
      verb: t('people.enable'),
      children: t('people.enable_text'),
    };
  }
  return {
    title: t('people.disable_title', { name }),
    verb: t('people.disable'),
    children: t('people.disable_text'),
  };
}
