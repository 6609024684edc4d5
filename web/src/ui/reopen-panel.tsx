// Why a decided photo is looked at again: phrases by number, or own words. A comment is required.
import { useRef, useState } from 'react';
import { t } from '../lib/i18n';
import css from './correct-panel.module.css';
import { PanelFrame } from './panel-frame';

const numbers = [1, 2, 3, 4] as const;

interface Props {
  busy: boolean;
  onSend: (comment: string) => void;
  onClose: () => void;
}

export function ReopenPanel({ busy, onSend, onClose }: Props) {
  const [phrases, setPhrases] = useState<string[]>([]);
  const [words, setWords] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const comment = [...phrases, words.trim()].filter((text) => text !== '').join('. ');
  const toggle = (phrase: string) => {
    const rest = phrases.filter((each) => each !== phrase);
    setPhrases(rest.length < phrases.length ? rest : [...phrases, phrase]);
  };
  const onKey = (key: string) => {
    const number = numbers.find((n) => String(n) === key);
    if (number) toggle(t(`reopen.phrase.${number}`));
    else if (key === '5') field.current?.focus();
    else return false;
    return true;
  };
  return (
    <PanelFrame
      title={t('reopen.title')}
      hint={comment === '' ? t('reopen.needs') : ''}
      verb={t('reopen.send')}
      ready={comment !== ''}
      busy={busy}
      onKey={onKey}
      onSend={() => (comment === '' ? field.current?.focus() : onSend(comment))}
      onClose={onClose}
    >
      <ul>
        {numbers.map((n) => {
          const phrase = t(`reopen.phrase.${n}`);
          return (
            <li key={n}>
              <button
                type="button"
                className={css['choice']}
                aria-pressed={phrases.includes(phrase)}
                onClick={() => toggle(phrase)}
              >
                <kbd className="kbd">{n}</kbd>
                <span className="grow">{phrase}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <label className={css['block']}>
        <span className={css['words']}>
          <kbd className="kbd">5</kbd> {t('reopen.words')}
        </span>
        <textarea
          ref={field}
          className="input"
          rows={2}
          maxLength={1000}
          placeholder={t('reopen.words_hint')}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
    </PanelFrame>
  );
}
