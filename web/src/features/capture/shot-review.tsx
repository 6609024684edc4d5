// The photo just taken: use it or take it again. It counts as taken only once the phone kept it.
import { IconCheck, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { formatBytes, formatPosition } from '../../lib/format';
import { t } from '../../lib/i18n';
import { isPhoneFull } from '../../lib/outbox/outbox';
import css from './camera.module.css';
import type { Draft, DraftNote } from './draft';
import { isBack } from './due';
import { Framed, kUprightPhoto } from './framed';
import { ruleText } from './gauges';
import { saveBlob } from './outbox-acts';
import { Phrases } from './reason-sheet';
import type { Gauge } from './rules';
import { Stamp } from './stamp';
import { useBlobUrl } from './use-phone';

interface Props {
  page: SectionSlots;
  slot: Slot;
  draft: Draft;
  broken: Gauge | undefined; // a rule that a picked file breaks; the camera asks before the shutter
  onUse: (words: Words) => Promise<void>; // resolves when the photo is kept
  onRetake: () => void;
}

export interface Words {
  comment: string;
  override_reason: string;
}

export function ShotReview({ page, slot, draft, broken, onUse, onRetake }: Props) {
  const answers = isBack(slot);
  const [comment, setComment] = useState('');
  const [override_reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const use = async () => {
    if ((answers && !comment) || (broken && !override_reason)) return setMissing(true);
    setKeeping(true);
    setFailure(null);
    await onUse({ comment, override_reason }).catch(setFailure);
    setKeeping(false);
  };
  return (
    <>
      <Picture page={page} slot={slot} draft={draft} />
      <div className={css['under']}>
        {draft.notes.map((note) => (
          <p key={note} className={css['noteLine']}>
            {noteText(note, draft)}
          </p>
        ))}
        {broken && (
          <div className={css['answer']}>
            <p className={css['amber']}>{ruleText(broken, null).join('. ')}</p>
            <Phrases kind="reason" onChange={setReason} />
            {missing && !override_reason && (
              <p className={css['amber']} role="alert">
                {t('reason.missing')}
              </p>
            )}
          </div>
        )}
        {answers && (
          <div className={css['answer']}>
            <b>{t('shot.what_changed')}</b>
            <Phrases kind="comment" onChange={setComment} />
            {missing && !comment && (
              <p className={css['amber']} role="alert">
                {t('shot.comment_missing')}
              </p>
            )}
          </div>
        )}
        {failure !== null && <NotKept failure={failure} draft={draft} />}
      </div>
      <div className={css['decide']}>
        <button type="button" className={`btn ${css['onBlack']}`} onClick={onRetake}>
          <IconRefresh size={22} aria-hidden />
          {t('shot.retake')}
        </button>
        <button
          type="button"
          className={css['hivis']}
          disabled={keeping}
          onClick={() => void use()}
        >
          <IconCheck size={24} aria-hidden />
          {t('shot.use')}
        </button>
      </div>
    </>
  );
}

function Picture({ page, slot, draft }: Pick<Props, 'page' | 'slot' | 'draft'>) {
  const url = useBlobUrl(draft.blob);
  const [broken, setBroken] = useState(false);
  const [ratio, setRatio] = useState(kUprightPhoto);
  return (
    <Framed ratio={ratio}>
      {url && !broken && (
        <img
          className={css['taken']}
          src={url}
          alt={t('shot.alt')}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setRatio(naturalWidth / naturalHeight)
          }
          onError={() => setBroken(true)}
        />
      )}
      {broken && <p className={css['unreadable']}>{t('shot.unreadable')}</p>}
      {!isBack(slot) && <Stamp page={page} slot={slot} fix={draft.fix} at_ms={draft.taken_at_ms} />}
    </Framed>
  );
}

function NotKept({ failure, draft }: { failure: unknown; draft: Draft }) {
  const full = isPhoneFull(failure);
  return (
    <div className={css['notKept']} role="alert">
      <b>{t(full ? 'shot.full_title' : 'shot.failed_title')}</b>
      <p>{t(full ? 'shot.full_text' : 'shot.failed_text')}</p>
      <button
        type="button"
        className="btn"
        onClick={() => saveBlob(draft.blob, draft.file_name ?? `photo-${draft.taken_at_ms}.jpg`)}
      >
        {t('outbox.save')}
      </button>
    </div>
  );
}

function noteText(note: DraftNote, draft: Draft): string {
  switch (note) {
    case 'canvas':
      return t('shot.canvas');
    case 'shrunk':
      return t('shot.shrunk', { size: formatBytes(draft.size_before_bytes) });
    case 'no_position':
      return t('shot.no_position');
    case 'file_position': {
      const position = draft.fix ? formatPosition(draft.fix.lat, draft.fix.lon) : '';
      return t('shot.file_position', { position });
    }
  }
}
