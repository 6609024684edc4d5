// What its taker can still do about a photo that nobody has decided on: retake it, withdraw it, or
// put it where it belongs.
import { IconArrowForwardUp, IconCameraFilled, IconTrashX } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Slot, SlotPhoto } from '../../lib/api.gen';
import { undoOf, useCorrect, type Correction, type SlotRef } from '../../lib/corrections';
import { t } from '../../lib/i18n';
import { ErrorNote } from '../../ui/states';
import { useCrewUndo } from './crew-undo';
import css from './own-photo.module.css';
import { cameraPath, movePath, sectionPath } from './paths';
import { HivisLink } from './shell';

// Sends a correction of the photo in `slot`, goes back to the list, and offers the way back there.
export function useOwnCorrection(section_id: string, slot: Slot | undefined) {
  const correct = useCorrect();
  const undo = useCrewUndo();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (photo: SlotPhoto, correction: Correction, done: string) => {
    if (busy || !slot) return;
    setBusy(true);
    setError(null);
    try {
      await correct(photo.id, correction, photo.version);
      const { checkpoint_id, stage, index } = slot;
      const before: SlotRef = { section_id, checkpoint_id, stage, index };
      const back = undoOf(correction, before);
      undo.show(done, back && (() => correct(photo.id, back)));
      void navigate(sectionPath(section_id), { replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return { run, busy, error };
}

export function OwnPhotoActs(props: { section_id: string; slot: Slot; photo: SlotPhoto }) {
  const { section_id, slot, photo } = props;
  const { run, busy, error } = useOwnCorrection(section_id, slot);
  return (
    <div className={css['acts']}>
      {error !== null && <ErrorNote error={error} />}
      <div className={css['pair']}>
        <button
          type="button"
          className="btn"
          aria-disabled={busy}
          onClick={() => void run(photo, { act: 'withdraw' }, t('correct.done_withdraw'))}
        >
          <IconTrashX size={22} aria-hidden />
          {t('own.withdraw')}
        </button>
        <Link className="btn" to={movePath(section_id, slot)}>
          <IconArrowForwardUp size={22} aria-hidden />
          {t('own.wrong_slot')}
        </Link>
      </div>
      <HivisLink to={cameraPath(section_id, slot)} icon={<IconCameraFilled size={24} />}>
        {t('own.retake')}
      </HivisLink>
    </div>
  );
}
