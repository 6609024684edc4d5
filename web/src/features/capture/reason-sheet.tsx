// A reason or an answer in one tap: phrases first, own words where none fits.
import { useState } from 'react';
import { t } from '../../lib/i18n';
import css from './reason.module.css';

const kReasons = ['no_sky', 'covered', 'line_wrong', 'moved', 'checked'] as const;
const kNotNeeded = ['no_such', 'not_drawn', 'covered', 'reach', 'others'] as const;
const kChanges = ['asked', 'angle', 'closer', 'staff', 'work'] as const;

// The phrases chosen so far and the person's own words, as one text.
export function joinWords(phrases: readonly string[], text: string): string {
  return [...phrases, text.trim()].filter(Boolean).join('. ');
}

type Kind = 'reason' | 'comment' | 'not_applicable';

const phrasesOf = (kind: Kind): string[] =>
  kind === 'reason'
    ? kReasons.map((one) => t(`reason.${one}`))
    : kind === 'comment'
      ? kChanges.map((one) => t(`shot.changed_${one}`))
      : kNotNeeded.map((one) => t(`na.${one}`));

const kWords = {
  reason: ['reason.title', 'reason.missing', 'reason.go'],
  comment: ['shot.what_changed', 'shot.comment_missing', 'reason.go'],
  not_applicable: ['na.title', 'reason.missing', 'na.ask'],
} as const;

interface PhrasesProps {
  kind: Kind;
  onChange: (words: string) => void;
}

export function Phrases({ kind, onChange }: PhrasesProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [text, setText] = useState('');
  const phrases = phrasesOf(kind);
  const choose = (phrase: string) => {
    const rest = chosen.filter((one) => one !== phrase);
    const next = rest.length < chosen.length ? rest : [...chosen, phrase];
    setChosen(next);
    onChange(joinWords(next, text));
  };
  const write = (words: string) => {
    setText(words);
    onChange(joinWords(chosen, words));
  };
  return (
    <>
      <div className={css['phrases']}>
        {phrases.map((phrase) => (
          <button
            key={phrase}
            type="button"
            className={css['phrase']}
            aria-pressed={chosen.includes(phrase)}
            onClick={() => choose(phrase)}
          >
            {phrase}
          </button>
        ))}
      </div>
      <input
        className="input"
        maxLength={500}
        placeholder={t('reason.other')}
        aria-label={t('reason.other')}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
    </>
  );
}

interface SheetProps {
  kind: Kind;
  onDone: (words: string) => void;
  onCancel: () => void;
}

export function ReasonSheet({ kind, onDone, onCancel }: SheetProps) {
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const [asks, lacks, go] = kWords[kind];
  const title = t(asks);
  return (
    <section className={css['sheet']} aria-label={title}>
      <b className={css['title']}>{title}</b>
      <Phrases kind={kind} onChange={setWords} />
      {missing && !words && (
        <p className={css['missing']} role="alert">
          {t(lacks)}
        </p>
      )}
      <div className={css['acts']}>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {t('act.cancel')}
        </button>
        <button
          type="button"
          className="btn fill grow"
          onClick={() => (words ? onDone(words) : setMissing(true))}
        >
          {t(go)}
        </button>
      </div>
    </section>
  );
}
