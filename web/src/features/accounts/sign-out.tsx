// The sign-out button; asks first when photos exist only on this device.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { countUnsent, useSignOut } from '../../lib/sign-out';
import { ErrorNote } from '../../ui/states';
import css from './account.module.css';

export function SignOut({ me }: { me: Me }) {
  const [unsent, setUnsent] = useState(0);
  const signOut = useMutation({ mutationFn: useSignOut() });

  const start = async () => {
    const count = await countUnsent(me.id);
    setUnsent(count);
    if (count === 0) signOut.mutate();
  };

  if (unsent > 0) {
    return (
      <div className={css['warning']} role="alertdialog" aria-label={t('accounts.sign_out')}>
        <p>{t('accounts.unsent', { count: unsent })}</p>
        <div className="row">
          <button type="button" className="btn fill" onClick={() => setUnsent(0)}>
            {t('accounts.stay')}
          </button>
          <button type="button" className="btn" onClick={() => signOut.mutate()}>
            {t('accounts.sign_out_anyway')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <>
      <button type="button" className="btn" onClick={() => void start()}>
        {t('accounts.sign_out')}
      </button>
      {signOut.error && <ErrorNote error={signOut.error} />}
    </>
  );
}
