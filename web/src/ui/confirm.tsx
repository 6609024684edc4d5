// Asks before something that is felt at once: what will happen, and the verb that does it.
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../lib/i18n';
import css from './confirm.module.css';
import { ErrorNote } from './states';

interface Props {
  opened: boolean;
  title: string;
  verb: string;
  busy?: boolean;
  error?: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function Confirm(props: Props) {
  const { opened, title, verb, busy = false, error, onConfirm, onClose, children } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <div className={css['ask']}>
        <div>{children}</div>
        {error != null && <ErrorNote error={error} />}
        <div className={css['acts']}>
          <button type="button" className="btn quiet" onClick={onClose}>
            {t('act.cancel')}
          </button>
          <button
            type="button"
            className="btn fill"
            data-autofocus
            disabled={busy}
            onClick={onConfirm}
          >
            {verb}
          </button>
        </div>
      </div>
    </Modal>
  );
}
