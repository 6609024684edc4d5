// "Withdrawn · Undo": what was just done, and the way back within reach for some seconds. One at a
// time. Plain elements: phones load it too.
import { IconArrowBackUp, IconX } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { t } from '../lib/i18n';
import { useKeys } from './keys';
import { errorText } from './states';
import css from './undo.module.css';

const kStays_ms = 12_000;

interface Offer {
  text: string;
  back: (() => Promise<unknown>) | null; // null: it is told, and there is no way back
}

export interface Undo {
  offer: Offer | null;
  undoing: boolean;
  failure: unknown;
  show: (text: string, back?: Offer['back']) => () => void; // what it returns takes it away again
  undo: () => void;
  close: () => void;
}

export function useUndo(): Undo {
  const [offer, setOffer] = useState<Offer | null>(null);
  const [undoing, setUndoing] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const latest = useRef(offer); // another act may take the bar while one is undone
  useEffect(() => {
    latest.current = offer;
  });
  const close = useCallback(() => {
    setOffer(null);
    setUndoing(false);
    setFailure(null);
  }, []);
  const show = useCallback(
    (text: string, back: Offer['back'] = null) => {
      close();
      const made = { text, back };
      setOffer(made);
      latest.current = made;
      return () => void (latest.current === made && close());
    },
    [close],
  );
  // A failure stays until it was read.
  const resting = offer !== null && !undoing && failure === null;
  useEffect(() => {
    if (!resting) return;
    const timer = setTimeout(close, kStays_ms);
    return () => clearTimeout(timer);
  }, [offer, resting, close]);

  const undo = () => {
    if (!offer?.back || undoing) return;
    setUndoing(true);
    setFailure(null);
    const unlessReplaced = (what: () => void) => latest.current === offer && what();
    offer.back().then(
      () => unlessReplaced(close),
      (error: unknown) => unlessReplaced(() => (setUndoing(false), setFailure(error))),
    );
  };
  return { offer, undoing, failure, show, undo, close };
}

// `keyed`: on a desk, where Z undoes and says so.
export function UndoBar({ undo, keyed = false }: { undo: Undo; keyed?: boolean }) {
  const { offer, undoing, failure } = undo;
  useKeys({ z: undo.undo }, keyed && offer?.back != null);
  return (
    <div role="status" className={offer ? css['bar'] : undefined}>
      {offer && (
        <>
          <span className="grow">{failure === null ? offer.text : errorText(failure)}</span>
          {offer.back && (
            <button
              type="button"
              className={css['undo']}
              aria-disabled={undoing}
              onClick={undo.undo}
            >
              <IconArrowBackUp size={18} stroke={2} aria-hidden />
              {t(undoing ? 'act.undoing' : 'act.undo')}
              {keyed && <kbd className={css['key']}>Z</kbd>}
            </button>
          )}
          <button
            type="button"
            className={css['close']}
            aria-label={t('act.close')}
            onClick={undo.close}
          >
            <IconX size={18} stroke={1.75} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}
