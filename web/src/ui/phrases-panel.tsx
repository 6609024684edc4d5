// Asks for a comment that is required: phrases by number, or own words.
import { useRef, useState } from 'react';
import { t } from '../lib/i18n';
import css from './correct-panel.module.css';
import { PanelFrame } from './panel-frame';

interface Props {
  title: string;
  phrases: readonly string[]; // at most 8: each has a key
  words_hint: string;
  verb: string;
  busy: boolean;
  onSend: (comment: string) => void;
  onClose: () => void;
}

export function PhrasesPanel(props: Props) {
  const { title, phrases, words_hint, verb, busy, onSend, onClose } = props;
  const [chosen, setChosen] = useState<string[]>([]);
  const [words, setWords] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const comment = [...chosen, words.trim()].filter((text) => text !== '').join('. ');
  const toggle = (phrase: string) => {
    const rest = chosen.filter((each) => each !== phrase);
    setChosen(rest.length < chosen.length ? rest : [...chosen, phrase]);
  };
  const own_key = String(phrases.length + 1);
  const onKey = (key: string) => {
    const phrase = phrases[Number(key) - 1];
    if (phrase) toggle(phrase);
    else if (key === own_key) field.current?.focus();
    else return false;
    return true;
  };
  return (
    <PanelFrame
      title={title}
      hint={comment === '' ? t('phrases.needs') : ''}
      verb={verb}
      ready={comment !== ''}
      busy={busy}
      onKey={onKey}
      onSend={() => (comment === '' ? field.current?.focus() : onSend(comment))}
      onClose={onClose}
    >
      <ul>
        {phrases.map((phrase, i) => (
          <li key={phrase}>
            <button
              type="button"
              className={css['choice']}
              aria-pressed={chosen.includes(phrase)}
              onClick={() => toggle(phrase)}
            >
              <kbd className="kbd">{i + 1}</kbd>
              <span className="grow">{phrase}</span>
            </button>
          </li>
        ))}
      </ul>
      <label className={css['block']}>
        <span className={css['words']}>
          <kbd className="kbd">{own_key}</kbd> {t('phrases.words')}
        </span>
        <textarea
          ref={field}
          className="input"
          rows={2}
          maxLength={1000}
          placeholder={words_hint}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
    </PanelFrame>
  );
}
