// The corrections of a photo as the desk's screens show them: buttons for what this person may do,
// a panel where something is asked, and the way back.
import {
  IconArrowForwardUp,
  IconRestore,
  IconRotate2,
  IconTrashX,
} from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Photo } from '../lib/api.gen';
import { actsOf, undoOf, useCorrect, type Act, type Correction } from '../lib/corrections';
import { t } from '../lib/i18n';
import css from './correct-panel.module.css';
import { MovePanel } from './move-panel';
import { ReopenPanel } from './reopen-panel';
import { ErrorNote } from './states';
import { useUndo } from './undo';

export type Correcting = ReturnType<typeof useCorrecting>;

function doneText(act: Act, after: Photo): string {
  if (act !== 'move') return t(`correct.done_${act}`);
  const { section_code: section, checkpoint_code: checkpoint } = after;
  return t('correct.done_move', { where: t('move.where', { section, checkpoint }) });
}

// `onChanged`: the photo as it is after a correction or its undoing.
export function useCorrecting(onChanged: (after: Photo) => void = () => {}) {
  const correct = useCorrect();
  const undo = useUndo();
  const [asking, setAsking] = useState<'reopen' | 'move' | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const run = async (photo: Photo, correction: Correction) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const after = await correct(photo.id, correction, photo.version);
      const way_back = undoOf(correction, photo);
      onChanged(after);
      setAsking(null);
      undo.show(
        doneText(correction.act, after),
        way_back && (async () => onChanged(await correct(photo.id, way_back))),
      );
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const start = (photo: Photo, act: Act) => {
    setError(null);
    if (!photo.can[act]) return;
    if (act === 'reopen' || act === 'move') setAsking(act);
    else void run(photo, { act });
  };
  const stop = useCallback(() => {
    setAsking(null);
    setError(null);
  }, []);
  return { asking, busy, error, start, stop, run, undo };
}

const looks = {
  reopen: { icon: IconRotate2, key: 'O' },
  move: { icon: IconArrowForwardUp, key: 'M' },
  withdraw: { icon: IconTrashX, key: null },
  restore: { icon: IconRestore, key: null },
} as const;

export function CorrectionActs({ photo, correcting }: { photo: Photo; correcting: Correcting }) {
  const acts = actsOf(photo.can);
  return (
    <>
      {correcting.error !== null && !correcting.asking && (
        <div className={css['error']}>
          <ErrorNote error={correcting.error} />
        </div>
      )}
      {acts.length > 0 && (
        <div className={css['acts']} role="group" aria-label={t('correct.acts')}>
          {acts.map((act) => {
            const { icon: Icon, key } = looks[act];
            return (
              <button
                key={act}
                type="button"
                className="btn quiet"
                aria-disabled={correcting.busy}
                onClick={() => correcting.start(photo, act)}
              >
                <Icon size={18} stroke={1.75} aria-hidden />
                {t(`correct.${act}`)}
                {key && <kbd className="kbd">{key}</kbd>}
              </button>
            );
          })}
        </div>
      )}
    </>
  );
}

// The panel of the act that asks something; nothing while none does.
export function CorrectionPanel({ photo, correcting }: { photo: Photo; correcting: Correcting }) {
  const { asking, busy, error, run, stop } = correcting;
  if (!asking) return null;
  return (
    <>
      {error !== null && (
        <div className={css['error']}>
          <ErrorNote error={error} />
        </div>
      )}
      {asking === 'reopen' ? (
        <ReopenPanel
          busy={busy}
          onSend={(comment) => void run(photo, { act: 'reopen', comment })}
          onClose={stop}
        />
      ) : (
        <MovePanel
          key={photo.id}
          photo={photo}
          busy={busy}
          onSend={(to, comment) => void run(photo, { act: 'move', to, comment })}
          onClose={stop}
        />
      )}
    </>
  );
}
