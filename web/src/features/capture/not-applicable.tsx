// "Not applicable": asked for on a slot with a reason, and taken back while the office has not
// decided.
import { IconArrowBackUp, IconCameraFilled, IconCircleOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { isUnreachable } from '../../lib/api';
import type { Slot, Waiver } from '../../lib/api.gen';
import { formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { useWaiverActs } from '../../lib/waivers';
import { ErrorNote } from '../../ui/states';
import { Status } from '../../ui/status';
import { useCrewUndo } from './crew-undo';
import { isBack, isWaived } from './due';
import css from './due.module.css';
import own from './own-photo.module.css';
import { cameraPath, sectionPath } from './paths';
import { ReasonSheet } from './reason-sheet';
import { HivisLink } from './shell';

interface Props {
  section_id: string;
  slot: Slot;
}

// What a slot still without its photo offers: the camera, or a reason why none is needed.
export function DueActs({ section_id, slot }: Props) {
  const { ask } = useWaiverActs();
  const [asking, setAsking] = useState(false);
  const { run, busy, error } = useToList(section_id);
  const send = (reason: string) => {
    const { checkpoint_id, index } = slot;
    run(() => ask({ section_id, checkpoint_id, index, reason }), 'na.asked', true);
  };
  if (asking) {
    return (
      <>
        {error !== null && <NotAsked error={error} />}
        <ReasonSheet
          kind="not_applicable"
          onDone={(reason) => !busy && send(reason)}
          onCancel={() => setAsking(false)}
        />
      </>
    );
  }
  return (
    <div className={own['acts']}>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        <IconCircleOff size={22} aria-hidden />
        {t('na.act')}
      </button>
      {!slot.hold_blocked && (
        <HivisLink to={cameraPath(section_id, slot)} icon={<IconCameraFilled size={24} />}>
          {t(isBack(slot) ? 'due.retake' : 'due.take')}
        </HivisLink>
      )}
    </div>
  );
}

// A request that waits: its asker takes it back, and a photo answers it too.
export function WaiverActs({ section_id, slot, waiver }: Props & { waiver: Waiver }) {
  const { withdraw } = useWaiverActs();
  const { run, busy, error } = useToList(section_id);
  const mine = useMe()?.id === waiver.owner_id;
  const photographed = slot.photo !== null;
  return (
    <div className={own['acts']}>
      {error !== null && <NotAsked error={error} />}
      {mine && (
        <button
          type="button"
          className="btn"
          aria-disabled={busy}
          onClick={() => run(() => withdraw(waiver), 'na.withdrawn', false)}
        >
          <IconArrowBackUp size={22} aria-hidden />
          {t('na.withdraw')}
        </button>
      )}
      {!photographed && !slot.hold_blocked && (
        <HivisLink to={cameraPath(section_id, slot)} icon={<IconCameraFilled size={24} />}>
          {t('na.photo_instead')}
        </HivisLink>
      )}
    </div>
  );
}

// It is told to the office at once, not kept for later: somebody may photograph the slot meanwhile.
function NotAsked({ error }: { error: unknown }) {
  if (!isUnreachable(error)) return <ErrorNote error={error} />;
  return <ErrorNote error={error} title={t('na.offline')} />;
}

// Sends, goes back to the list, and offers the way back there.
function useToList(section_id: string) {
  const { withdraw } = useWaiverActs();
  const undo = useCrewUndo();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (act: () => Promise<Waiver>, done: 'na.asked' | 'na.withdrawn', back: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const waiver = await act();
      undo.show(t(done), back ? () => withdraw(waiver) : null);
      void navigate(sectionPath(section_id), { replace: true });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const run = (...args: Parameters<typeof send>) => void (busy || send(...args));
  return { run, busy, error };
}

// What was asked and what the office said, where it still counts for the slot.
export function WaiverWords({ slot }: { slot: Slot }) {
  const { waiver } = slot;
  if (!waiver || !isWaived(slot)) return null;
  const { owner_name, created_at_ms, decided_by_name, decided_at_ms, comment } = waiver;
  const refused = waiver.status === 'retake';
  return (
    <>
      {!refused && (
        <div className="row">
          <Status status={slot.state} />
        </div>
      )}
      <div className={css['said']}>
        <span>
          <b>{owner_name}</b> <span className="t2">{formatTime(created_at_ms)}</span>
        </span>
        <p>{t('na.reason', { reason: waiver.reason })}</p>
      </div>
      {waiver.status === 'pending' && <p className="t2">{t('na.waits')}</p>}
      {decided_by_name && (
        <div className={css['said']}>
          <span>
            <b>{decided_by_name}</b>{' '}
            <span className="t2">{decided_at_ms && formatTime(decided_at_ms)}</span>
          </span>
          <p>{refused ? t('na.refused', { comment: comment ?? '' }) : comment || t('na.agreed')}</p>
        </div>
      )}
    </>
  );
}
