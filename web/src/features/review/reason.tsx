// What should change: phrases by number, own words, one key to send. Stands over the facts, never
// over the photo that is being judged.
import { IconAlertOctagon, IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Decision } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { isTyping } from '../../ui/keys';
import { commentOf, lastUsed, loadDraft, rememberUsed, saveDraft, type Draft } from './drafts';
import css from './reason.module.css';

export type Refusal = Exclude<Decision, 'approved'>;
const numbers = [1, 2, 3, 4, 5] as const;

interface ReasonProps {
  decision: Refusal;
  draft_key: string; // the photo, or a name for a selection
  count: number;
  reader?: string; // who reads it, when it is one person
  onSend: (comment: string) => void;
  onClose: () => void;
}

export function Reason({ decision, draft_key, count, reader, onSend, onClose }: ReasonProps) {
  const [draft, setDraft] = useState<Draft>(() => loadDraft(draft_key, decision));
  const panel = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLTextAreaElement>(null);
  useEffect(() => panel.current?.focus(), []);
  useEffect(() => saveDraft(draft_key, decision, draft), [draft_key, decision, draft]);

  const toggle = (phrase: string) =>
    setDraft((now) => ({
      ...now,
      phrases: now.phrases.includes(phrase)
        ? now.phrases.filter((each) => each !== phrase)
        : [...now.phrases, phrase],
    }));
  const comment = commentOf(draft);
  const send = () => {
    if (comment === '') return words.current?.focus();
    rememberUsed(decision, draft.phrases[0]);
    saveDraft(draft_key, decision, { phrases: [], words: '' });
    onSend(comment);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const typing = isTyping(event.target);
    const number = numbers.find((n) => String(n) === event.key);
    const onButton = (event.target as Element).matches('button');
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    else if (event.key === 'Enter' && !typing && !onButton) send();
    else if (number && !typing) toggle(t(`review.phrase.${decision}.${number}`));
    else if (event.key === '6' && !typing) words.current?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={panel}
      className={`${css['panel']} ${css[decision]}`}
      role="group"
      aria-labelledby="reason"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <Ask decision={decision} count={count} onClose={onClose} />
      <Phrases decision={decision} chosen={draft.phrases} onToggle={toggle} />
      <label className={css['words']}>
        <span>
          <kbd className="kbd">6</kbd> {t('review.words')}
        </span>
        <textarea
          ref={words}
          className="input"
          rows={2}
          maxLength={1000}
          placeholder={t('review.words_hint')}
          value={draft.words}
          onChange={(event) => setDraft({ ...draft, words: event.target.value })}
        />
      </label>
      <div className={css['foot']}>
        <span className="t2 grow">
          {comment === ''
            ? t('review.needs_reason')
            : reader && t('review.hears', { name: reader })}
        </span>
        <button
          type="button"
          className={`btn fill ${decision}`}
          aria-disabled={comment === ''}
          onClick={send}
        >
          {t(decision === 'retake' ? 'review.retake_short' : 'review.not_ok_short')}
          <kbd className="kbd">↵</kbd>
        </button>
      </div>
    </div>
  );
}

function Ask(props: { decision: Refusal; count: number; onClose: () => void }) {
  const { decision, count, onClose } = props;
  const retake = decision === 'retake';
  const Icon = retake ? IconArrowBackUp : IconAlertOctagon;
  const one = t(retake ? 'review.retake_ask' : 'review.not_ok_ask');
  const many = t(retake ? 'review.retake_ask_n' : 'review.not_ok_ask_n', { count });
  return (
    <div className={css['head']}>
      <Icon size={18} stroke={2} className={css['own']} aria-hidden />
      <h2 id="reason" className="grow">
        {count === 1 ? one : many}
      </h2>
      <button
        type="button"
        className="btn quiet square"
        aria-label={t('review.back')}
        onClick={onClose}
      >
        <kbd className="kbd">Esc</kbd>
        <IconX size={18} stroke={1.75} className={css['close']} aria-hidden />
      </button>
    </div>
  );
}

function Phrases(props: {
  decision: Refusal;
  chosen: string[];
  onToggle: (phrase: string) => void;
}) {
  const last = lastUsed(props.decision);
  return (
    <ul>
      {numbers.map((n) => {
        const phrase = t(`review.phrase.${props.decision}.${n}`);
        const on = props.chosen.includes(phrase);
        return (
          <li key={n}>
            <button
              type="button"
              className={`${css['phrase']} ${on ? css['on'] : ''}`}
              aria-pressed={on}
              onClick={() => props.onToggle(phrase)}
            >
              <kbd className="kbd">{n}</kbd>
              <span className="grow">{phrase}</span>
              {phrase === last && <span className={css['last']}>{t('review.last_used')}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
