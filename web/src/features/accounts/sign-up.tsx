// A new account, where the server's policy lets people make their own.
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { isApiError } from '../../lib/api';
import { t } from '../../lib/i18n';
import { homeOf } from '../../lib/session';
import { Field, PasswordField } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { policyQuery, useSignUp } from './api';
import { Frame } from './frame';

const toSignIn = (
  <p className="t2">
    {t('accounts.have_account')}{' '}
    <Link className="link" to="/sign-in">
      {t('accounts.sign_in')}
    </Link>
  </p>
);

export default function SignUp() {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const policy = useQuery(policyQuery).data;
  const signUp = useSignUp();
  const said = isApiError(signUp.error) ? signUp.error : null;

  if (policy?.signup === 'invite') {
    return (
      <Frame title={t('accounts.closed_title')}>
        <p className="t2">{t('accounts.closed_text')}</p>
        {toSignIn}
      </Frame>
    );
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate(
      { email: email.trim(), password, name: name.trim() },
      { onSuccess: (me) => navigate(homeOf(me.role), { replace: true }) },
    );
  };

  return (
    <Frame title={t('accounts.sign_up')}>
      <form onSubmit={submit}>
        <Field
          label={t('accounts.name')}
          hint={t('accounts.name_hint')}
          autoComplete="name"
          autoFocus
          required
          value={name}
          bad={said?.field('name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={t('accounts.email')}
          hint={policy?.signup === 'domain' ? t('accounts.domain_hint') : undefined}
          type="email"
          autoComplete="username"
          required
          value={email}
          bad={said?.field('email')}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          label={t('accounts.password')}
          hint={t('accounts.password_hint', { n: policy?.password_min_length ?? 12 })}
          autoComplete="new-password"
          required
          minLength={policy?.password_min_length ?? 12}
          value={password}
          bad={said?.field('password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        {signUp.error && <ErrorNote error={signUp.error} />}
        <button type="submit" className="btn fill" disabled={signUp.isPending}>
          {signUp.isPending ? t('accounts.signing_up') : t('accounts.sign_up')}
        </button>
      </form>
      {toSignIn}
    </Frame>
  );
}
