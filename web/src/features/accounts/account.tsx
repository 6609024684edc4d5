// Your account: who you are here, appearance, password, signed-in devices, sign out.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { isApiError } from '../../lib/api';
import type { Me, Session } from '../../lib/api.gen';
import { deviceName } from '../../lib/device';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { homeOf, useMe } from '../../lib/session';
import { chooseTheme, themeChoice, type ThemeChoice } from '../../lib/theme';
import { PasswordField } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import css from './account.module.css';
import { changePassword, endSession, sessionsQuery } from './api';
import { SignOut } from './sign-out';

export default function AccountPage() {
  const me = useMe();
  if (!me) return null;
  return (
    <main className={css['page']}>
      <header className={css['head']}>
        <h1>{t('accounts.you')}</h1>
        <Link className="btn quiet" to={homeOf(me.role)}>
          {t('act.back')}
        </Link>
      </header>
      <Who me={me} />
      <Appearance />
      <Password min_length={me.config.password_min_length} />
      <Devices />
      <section className={css['block']}>
        <SignOut me={me} />
      </section>
    </main>
  );
}

function Who({ me }: { me: Me }) {
  return (
    <section className={css['block']}>
      <p className={css['name']}>{me.name || me.email}</p>
      <p className="t2">
        {me.email} · {t(`role.${me.role}`)}
      </p>
    </section>
  );
}

const choices: ThemeChoice[] = ['auto', 'light', 'dark'];
function Appearance() {
  const [chosen, setChosen] = useState(themeChoice);
  const choose = (choice: ThemeChoice) => {
    chooseTheme(choice);
    setChosen(choice);
  };
  return (
    <section className={css['block']}>
      <h2 id="theme">{t('accounts.theme')}</h2>
      <div className={css['choices']} role="radiogroup" aria-labelledby="theme">
        {choices.map((choice) => (
          <label key={choice} className={`chip ${choice === chosen ? 'on' : ''}`}>
            <input
              type="radio"
              name="theme"
              checked={choice === chosen}
              onChange={() => choose(choice)}
            />
            {t(`accounts.theme_${choice}`)}
          </label>
        ))}
      </div>
    </section>
  );
}

function Password({ min_length }: { min_length: number }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const said = isApiError(change.error) ? change.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <section className={css['block']}>
      <h2>{t('accounts.change_password')}</h2>
      <form className={css['form']} onSubmit={submit}>
        <PasswordField
          label={t('accounts.current_password')}
          autoComplete="current-password"
          required
          value={current}
          bad={said?.field('current_password')}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <PasswordField
          label={t('accounts.new_password')}
          hint={t('accounts.password_hint', { n: min_length })}
          autoComplete="new-password"
          required
          minLength={min_length}
          value={next}
          bad={said?.field('new_password')}
          onChange={(event) => setNext(event.target.value)}
        />
        {change.error && <ErrorNote error={change.error} />}
        {change.isSuccess && <p role="status">{t('accounts.changed')}</p>}
        <button type="submit" className="btn" disabled={change.isPending}>
          {t('accounts.change_password')}
        </button>
      </form>
    </section>
  );
}

function Devices() {
  const sessions = useQuery(sessionsQuery);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const error = sessions.error ?? end.error;
  return (
    <section className={css['block']}>
      <h2>{t('accounts.devices')}</h2>
      {error && <ErrorNote error={error} onRetry={() => void sessions.refetch()} />}
      <ul>
        {sessions.data?.map((session) => (
          <Device key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
        ))}
      </ul>
    </section>
  );
}

function Device({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const named = deviceName(session.device);
  const device = named
    ? t('accounts.device', named)
    : session.device || t('accounts.device_unnamed');
  const seen = t('accounts.device_seen', { time: formatTime(session.last_seen_at_ms) });
  return (
    <li className={css['device']}>
      <span className="grow clip" title={session.device}>
        {device}
      </span>
      <span className="t2">{session.current ? t('accounts.device_here') : seen}</span>
      {!session.current && (
        <button
          type="button"
          className="btn quiet"
          aria-label={t('accounts.device_end_label', { device })}
          onClick={onEnd}
        >
          {t('accounts.device_end')}
        </button>
      )}
    </li>
  );
}
