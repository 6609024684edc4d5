// Who is signed in on this phone, and the way out, which warns while photos are only here.
import { useMutation } from '@tanstack/react-query';
import { IconDeviceMobile, IconLogout, IconShieldCheckFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { t } from '../../lib/i18n';
import { useOutbox } from '../../lib/outbox/provider';
import { homeOf, useMe } from '../../lib/session';
import { countUnsent, useSignOut } from '../../lib/sign-out';
import { ErrorNote } from '../../ui/states';
import css from './me.module.css';
import { kOutbox } from './paths';
import { Shell } from './shell';
import { ThemeChoice } from './theme-choice';
import { useUnsent } from './use-phone';

export function MeScreen() {
  const me = useMe();
  const unsent = useUnsent();
  if (!me) return null;
  const Shape = unsent > 0 ? IconDeviceMobile : IconShieldCheckFilled;
  return (
    <Shell head={<h1>{t('me.title')}</h1>}>
      <section className={css['card']}>
        <b className={css['name']}>{me.name || me.email}</b>
        <span className="t2">
          {me.email} · {me.crew_lead ? t('role.crew_lead') : t(`role.${me.role}`)}
        </span>
        <Link className={css['safety']} to={kOutbox}>
          <Shape size={22} className={unsent > 0 ? undefined : css['safe']} aria-hidden />
          {unsent > 0 ? t('me.waits', { count: unsent }) : t('me.safe')}
        </Link>
      </section>
      <ThemeChoice />
      <Link className="btn" to="/account">
        {t('me.account')}
      </Link>
      {me.role !== 'crew' && (
        <Link className="btn" to={homeOf(me.role)}>
          {t('me.office')}
        </Link>
      )}
      <SignOut owner_id={me.id} />
    </Shell>
  );
}

function SignOut({ owner_id }: { owner_id: string }) {
  const outbox = useOutbox();
  const [waiting, setWaiting] = useState(0);
  const leave = useMutation({ mutationFn: useSignOut() });
  // Asked of the store, not of the screen: it must be true at this moment.
  const ask = async () => {
    const count = await countUnsent(owner_id);
    if (count === 0) leave.mutate();
    else setWaiting(count);
  };
  if (waiting > 0) {
    return (
      <section className={css['warn']} role="alertdialog" aria-labelledby="sign-out-title">
        <b id="sign-out-title">{t('me.sign_out_title', { count: waiting })}</b>
        <p>{t('me.sign_out_text', { count: waiting })}</p>
        <Link className="btn fill" to={kOutbox} onClick={() => void outbox.sendNow()}>
          {t('me.send_first', { count: waiting })}
        </Link>
        <button type="button" className="btn" onClick={() => leave.mutate()}>
          {t('me.sign_out_anyway')}
        </button>
        <button type="button" className="btn quiet" onClick={() => setWaiting(0)}>
          {t('act.cancel')}
        </button>
        {leave.isError && <ErrorNote error={leave.error} />}
      </section>
    );
  }
  return (
    <>
      <button type="button" className="btn" onClick={() => void ask()}>
        <IconLogout size={22} aria-hidden />
        {t('me.sign_out')}
      </button>
      {leave.isError && <ErrorNote error={leave.error} />}
    </>
  );
}
