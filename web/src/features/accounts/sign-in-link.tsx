// A single-use link as a code to scan. Made when the sheet opens, because it ends soon.
import { IconCopy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { User } from '../../lib/api.gen';
import { formatDuration } from '../../lib/format';
import { t } from '../../lib/i18n';
import { ErrorNote } from '../../ui/states';
import { makeSignInLink } from './api';
import css from './people.module.css';

export function SignInLinkSheet({ user }: { user: User }) {
  const { mutate, data, error } = useMutation({ mutationFn: makeSignInLink });
  const [copied, setCopied] = useState(false);
  useEffect(() => mutate(user.id), [mutate, user.id]);

  if (error) return <ErrorNote error={error} onRetry={() => mutate(user.id)} />;
  if (!data) return <p role="status">{t('people.link_making')}</p>;
  // As an image, so that nothing in the drawing could run.
  const picture = `data:image/svg+xml;utf8,${encodeURIComponent(data.qr_svg)}`;
  const copy = async () => {
    await navigator.clipboard?.writeText(data.url);
    setCopied(true);
  };
  return (
    <div className={css['link']}>
      <img src={picture} width={240} height={240} alt={t('people.link_qr')} />
      <p>{t('people.link_text', { left: formatDuration(data.expires_at_ms - Date.now()) })}</p>
      <p className="t2">{t('people.link_reset')}</p>
      <code className={css['url']}>{data.url}</code>
      <button type="button" className="btn" onClick={() => void copy()}>
        <IconCopy size={18} stroke={1.75} aria-hidden />
        {copied ? t('act.copied') : t('people.link_copy')}
      </button>
    </div>
  );
}
