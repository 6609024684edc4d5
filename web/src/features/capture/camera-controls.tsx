// Under the live picture: what to look for, the shutter, and why it is held when it is.
import {
  IconArrowRight,
  IconBulb,
  IconCurrentLocationOff,
  IconWritingSign,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useOutboxView } from '../../lib/outbox/provider';
import type { PositionProblem } from '../../lib/position';
import { Help, PositionHelp } from './allow';
import css from './camera.module.css';
import { GalleryButton } from './file-pick';
import { ruleText } from './gauges';
import { cameraPath, kOutbox } from './paths';
import { lastShotState, RedoLast, type LastShot as LastAccepted } from './redo-last';
import { ReasonSheet } from './reason-sheet';
import type { Gauge } from './rules';
import { slotName } from './slot-words';
import { photosLeft, useBlobUrl, useStorage } from './use-phone';
import { whereWord } from './where';

const kFewPhotos = 10;

interface Props {
  page: SectionSlots;
  slot: Slot;
  next: Slot | null;
  redo: LastAccepted | null;
  ready: boolean;
  held: Gauge | undefined;
  position_problem: PositionProblem | null;
  reason: string | null;
  ghost: string | null;
  ghost_on: boolean;
  onGhost: () => void;
  onReason: (reason: string) => void;
  onShoot: () => void;
  onFile: (file: File) => void;
}

export function CameraControls(props: Props) {
  const { page, slot, next, redo, held } = props;
  const [asking, setAsking] = useState(false);
  if (held) {
    return (
      <>
        <Held
          gauge={held}
          problem={props.position_problem}
          redo={redo}
          onReason={() => setAsking(true)}
        />
        {asking && (
          <div className={css['sheet']}>
            <ReasonSheet kind="reason" onDone={props.onReason} onCancel={() => setAsking(false)} />
          </div>
        )}
      </>
    );
  }
  return (
    <>
      <Guidance slot={slot} reason={props.reason} position_problem={props.position_problem} />
      <div className={css['controls']}>
        {props.ghost ? <Ghost {...props} ghost={props.ghost} /> : <LastShot />}
        <button
          type="button"
          className={css['shutter']}
          aria-label={t('camera.shutter')}
          disabled={!props.ready}
          onClick={props.onShoot}
        >
          <i />
        </button>
        <GalleryButton onFile={props.onFile} />
      </div>
      <div className={css['next']}>
        <RedoLast last={redo} />
        {next && (
          <Link
            to={cameraPath(page.section.id, next)}
            replace
            state={redo && lastShotState(redo)}
          >
            <span className="clip">{t('camera.after', { name: slotName(next) })}</span>
            <IconArrowRight size={18} aria-hidden />
          </Link>
        )}
      </div>
    </>
  );
}

interface HeldProps {
  gauge: Gauge;
  problem: PositionProblem | null;
  redo: LastAccepted | null;
  onReason: () => void;
}

function Held(props: HeldProps) {
  const [title, help] = ruleText(props.gauge, props.problem);
  return (
    <>
      <div className={css['under']} role="alert">
        <b className={css['heldTitle']}>{title}</b>
        <p>{help}</p>
      </div>
      {props.gauge.value_m === null && (
        <div className={css['under']}>
          <PositionHelp problem={props.problem} brief />
        </div>
      )}
      <div className={css['heldActs']}>
        <span className={css['heldShutter']}>
          <IconCurrentLocationOff size={26} aria-hidden />
        </span>
        <button type="button" className={`btn grow ${css['onBlack']}`} onClick={props.onReason}>
          <IconWritingSign size={22} aria-hidden />
          {t('camera.with_reason')}
        </button>
      </div>
      <div className={css['next']}>
        <RedoLast last={props.redo} />
        <span>{t('camera.reviewers_see')}</span>
      </div>
    </>
  );
}

// The reviewer's words before the standing guidance; the reason, once given, before both.
interface GuidanceProps {
  slot: Slot;
  reason: string | null;
  position_problem: PositionProblem | null;
}

function Guidance({ slot, reason, position_problem }: GuidanceProps) {
  const { comment, decided_by_name } = slot.photo ?? {};
  return (
    <div className={css['under']}>
      {reason && <p className={css['amber']}>{t('camera.reason_note', { reason })}</p>}
      <NearlyFull />
      <PositionHelp problem={position_problem} />
      {comment && (
        <p className={css['asked']}>
          <b>{t('camera.asked', { name: decided_by_name ?? '' })}</b> {comment}
        </p>
      )}
      {slot.guidance && (
        <p className={css['guidance']}>
          <IconBulb size={20} aria-hidden />
          <span>{slot.guidance}</span>
        </p>
      )}
    </div>
  );
}

// Told before the shutter, while there is still something to do about it.
function NearlyFull() {
  const storage = useStorage();
  if (!storage || photosLeft(storage) >= kFewPhotos) return null;
  return (
    <Help title={t('help.full', { count: photosLeft(storage) })} to="full">
      {t('help.full_text')}
    </Help>
  );
}

function Ghost(props: { ghost: string; ghost_on: boolean; onGhost: () => void }) {
  return (
    <button
      type="button"
      className={css['tool']}
      aria-pressed={props.ghost_on}
      aria-label={t('camera.ghost_on')}
      onClick={props.onGhost}
    >
      <img className={css['ghostThumb']} src={props.ghost} alt="" />
      {t('camera.ghost')}
    </button>
  );
}

function LastShot() {
  const { shots, progress } = useOutboxView();
  const last = shots[0];
  const url = useBlobUrl(last?.thumb, last?.id);
  if (!last || !url) return <span />;
  const where = whereWord(last, progress.get(last.id));
  return (
    <Link className={css['tool']} to={kOutbox} aria-label={t('camera.last_here', { where })}>
      <img className={css['lastThumb']} src={url} alt="" />
      <span className="clip">{where}</span>
    </Link>
  );
}
