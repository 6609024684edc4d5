// /link#<token>: a single-use link puts this device in, or makes the first admin. The token is in
// the fragment, which browsers send to no server and write into no log.
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useNavigate } from 'react-router';
import { isApiError } from '../../lib/api';
import type { LinkPreview } from '../../lib/api.gen';
import { formatDuration } from '../../lib/format';
import { t } from '../../lib/i18n';
import { homeOf } from '../../lib/session';
import { Field, PasswordField } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { peekQuery, policyQuery, useRedeem } from './api';
import { Frame } from './frame';

const toSignIn = (
  <Link className="btn" to="/sign-in">
    {t('accounts.link_to_sign_in')}
  </Link>
);

export default function LinkPage() {
  // Read once: the address loses the token after the redeem.
  const [token] = useState(() => location.hash.slice(1));
  const peek = useQuery(peekQuery(token));

  if (token === '') {
    return (
      <Frame title={t('accounts.link_missing_title')}>
        <p className="t2">{t('accounts.link_missing_text')}</p>
        {toSignIn}
      </Frame>
    );
  }
  if (peek.error) {
    const gone = isApiError(peek.error) && peek.error.status >= 400 && peek.error.status < 500;
    return (
      <Frame title={t('accounts.link_dead_title')}>
        {gone ? (
          <ErrorNote error={peek.error} />
        ) : (
          <ErrorNote error={peek.error} onRetry={() => void peek.refetch()} />
        )}
        {toSignIn}
      </Frame>
    );
  }
  if (!peek.data) return null;
  return <Redeem token={token} peek={peek.data} />;
}

function Redeem({ token, peek }: { token: string; peek: LinkPreview }) {
  const first = peek.purpose === 'first_admin';
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const navigate = useNavigate();
  const policy = useQuery(policyQuery).data;
  const redeem = useRedeem();
  const said = isApiError(redeem.error) ? redeem.error : null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const about = first ? { name: name.trim(), email: email.trim(), password } : {};
    const chosen = !first && password ? { password } : {};
    redeem.mutate(
      { token, ...about, ...chosen },
      { onSuccess: (me) => navigate(homeOf(me.role), { replace: true }) },
    );
  };
  const signInTitle = peek.name
    ? t('accounts.link_title', { name: peek.name })
    : t('accounts.link_title_unnamed');
  const left = formatDuration(peek.expires_at_ms - Date.now());
  const length_hint = t('accounts.password_hint', { n: policy?.password_min_length ?? 12 });

  return (
    <Frame title={first ? t('accounts.first_title') : signInTitle}>
      <p className="t2">{first ? t('accounts.first_text') : t('accounts.link_text', { left })}</p>
      <form onSubmit={submit}>
        {first && (
          <>
            <Field
              label={t('accounts.name')}
              autoComplete="name"
              required
              value={name}
              bad={said?.field('name')}
              onChange={(event) => setName(event.target.value)}
            />
            <Field
              label={t('accounts.email')}
              type="email"
              autoComplete="username"
              required
              value={email}
              bad={said?.field('email')}
              onChange={(event) => setEmail(event.target.value)}
            />
          </>
        )}
        <PasswordField
          label={first ? t('accounts.password') : t('accounts.link_password')}
          hint={first ? length_hint : t('accounts.link_password_hint')}
          autoComplete="new-password"
          required={first}
          value={password}
          bad={said?.field('password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        {redeem.error && <ErrorNote error={redeem.error} />}
        <button type="submit" className="btn fill" disabled={redeem.isPending}>
          {first ? t('accounts.first_go') : t('accounts.link_go')}
        </button>
      </form>
    </Frame>
  );
}
