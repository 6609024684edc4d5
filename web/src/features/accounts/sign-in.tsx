// Email and password. Afterwards: where the person was going, else where the role starts.
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { t } from '../../lib/i18n';
import { homeOf } from '../../lib/session';
import { Field, PasswordField } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { policyQuery, useSignIn } from './api';
import { Frame } from './frame';

// Only an address of this app: "//elsewhere" and "https://elsewhere" would leave it.
export function safeTarget(to: string | null): string | null {
  return to && /^\/(?![/\\])/.test(to) ? to : null;
}

export default function SignIn() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const policy = useQuery(policyQuery).data;
  const signIn = useSignIn();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: (me) =>
          navigate(safeTarget(params.get('to')) ?? homeOf(me.role), { replace: true }),
      },
    );
  };

  return (
    <Frame title={t('accounts.sign_in')} foot={t('accounts.on_a_phone')}>
      <form onSubmit={submit}>
        <Field
          label={t('accounts.email')}
          type="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t('accounts.password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {signIn.error && <ErrorNote error={signIn.error} />}
        <button type="submit" className="btn fill" disabled={signIn.isPending}>
          {signIn.isPending ? t('accounts.signing_in') : t('accounts.sign_in')}
        </button>
      </form>
      <p className="t2">{t('accounts.forgotten')}</p>
      {policy && policy.signup !== 'invite' && (
        <p className="t2">
          {t('accounts.no_account')}{' '}
          <Link className="link" to="/sign-up">
            {t('accounts.sign_up')}
          </Link>
        </p>
      )}
    </Frame>
  );
}
