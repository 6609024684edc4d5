// A panel beside the photo that asks something: title, Esc, what is asked, one key to send.
import { IconX } from '@tabler/icons-react';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../lib/i18n';
import css from './correct-panel.module.css';
import { isTyping } from './keys';

interface Props {
  title: string;
  hint: string;
  verb: string;
  ready: boolean; // false: sending is not possible yet, `hint` says why
  busy: boolean;
  onKey?: (key: string) => boolean; // true when the key was used
  onSend: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function PanelFrame(props: Props) {
  const { title, hint, verb, ready, busy, onKey, onSend, onClose, children } = props;
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => panel.current?.focus(), []);
  const send = () => !busy && onSend();
  const onKeyDown = (event: KeyboardEvent) => {
    const typing = isTyping(event.target);
    const onButton = (event.target as Element).matches('button');
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    else if (event.key === 'Enter' && !typing && !onButton) send();
    else if (typing || !onKey?.(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={panel}
      className={css['panel']}
      role="group"
      aria-labelledby={id}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <div className={css['head']}>
        <h2 id={id} className="grow">
          {title}
        </h2>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('act.back')}
          onClick={onClose}
        >
          <kbd className="kbd">Esc</kbd>
          <IconX size={18} stroke={1.75} className={css['close']} aria-hidden />
        </button>
      </div>
      {children}
      <div className={css['foot']}>
        <span className="t2 grow">{hint}</span>
        <button
          type="button"
          className="btn fill"
          aria-disabled={!ready || busy}
          onClick={send}
        >
          {verb}
          <kbd className="kbd">↵</kbd>
        </button>
      </div>
    </div>
  );
}
