// One photo in the outbox; a refused one says why and what can be done about it.
import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { formatBytes, formatHash, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useOutbox, useOutboxView } from '../../lib/outbox/provider';
import type { Shot } from '../../lib/outbox/shot';
import lists from './lists.module.css';
import css from './outbox.module.css';
import { problemText, saveCopy } from './outbox-acts';
import { ReasonSheet } from './reason-sheet';
import { slotName } from './slot-words';
import { useBlobUrl } from './use-phone';
import { Where } from './where';

export function OutboxRow({ shot }: { shot: Shot }) {
  const { progress } = useOutboxView();
  const fraction = shot.state === 'sending' ? progress.get(shot.id) : undefined;
  const name = slotName(shot.place);
  const refused = shot.state === 'refused';
  return (
    <li>
      <details open={refused}>
        <summary className={lists['row']} aria-label={t('outbox.open', { name })}>
          <Thumb shot={shot} />
          <span className="grow">
            <span className="row">
              <b className={`${lists['name']} grow clip`}>{name}</b>
              <span className={css['size']}>
                {shot.state === 'safe' ? t('outbox.receipt') : formatBytes(shot.size_bytes)}
              </span>
            </span>
            <Where shot={shot} after={detailOf(shot)} />
            {fraction !== undefined && (
              <span className={lists['bar']} role="presentation">
                <i style={{ width: `${Math.round(fraction * 100)}%` }} />
              </span>
            )}
          </span>
        </summary>
        {shot.problem && <p className={css['problem']}>{problemText(shot.problem)}</p>}
        {refused && <Acts shot={shot} />}
        <Facts shot={shot} />
      </details>
    </li>
  );
}

function detailOf(shot: Shot): string | null {
  if (shot.state !== 'safe' || shot.settled_at_ms === null) return null;
  return `${formatTime(shot.settled_at_ms)}, ${t('where.copy_removed')}`;
}

function Thumb({ shot }: { shot: Shot }) {
  const url = useBlobUrl(shot.thumb, shot.id);
  if (url) return <img className={lists['thumb']} src={url} alt="" />;
  return (
    <span className={`${lists['thumb']} ${lists['empty']}`}>
      <IconPhoto size={22} aria-hidden />
    </span>
  );
}

function Facts({ shot }: { shot: Shot }) {
  const { place, meta } = shot;
  return (
    <dl className={css['facts']}>
      <dt>{t('outbox.section')}</dt>
      <dd>
        {place.route_name} › {place.section_code} {place.section_name}
      </dd>
      <dt>{t('outbox.taken')}</dt>
      <dd>{formatTime(meta.taken_at_ms)}</dd>
      <dt>{t('outbox.size')}</dt>
      <dd>{formatBytes(shot.size_bytes)}</dd>
      <dt>{t('outbox.hash')}</dt>
      <dd className="mono">{formatHash(meta.sha256)}</dd>
    </dl>
  );
}

// What the server found missing can be added here; whatever it was, the photo can be saved.
function Acts({ shot }: { shot: Shot }) {
  const outbox = useOutbox();
  const [asking, setAsking] = useState<'reason' | 'comment' | 'remove' | null>(null);
  const missing = { 'capture-rule': 'reason', 'comment-required': 'comment' } as const;
  const lacks = missing[shot.problem?.code as keyof typeof missing] ?? null;
  if (asking === 'reason' || asking === 'comment') {
    const key = asking === 'reason' ? 'override_reason' : 'comment';
    return (
      <ReasonSheet
        kind={asking}
        onCancel={() => setAsking(null)}
        onDone={(text) => void outbox.retry(shot, { [key]: text })}
      />
    );
  }
  if (asking === 'remove') return <RemoveSure shot={shot} onKeep={() => setAsking(null)} />;
  return (
    <div className={css['acts']}>
      {shot.problem?.code === 'not-newest' ? (
        <button
          type="button"
          className="btn fill"
          onClick={() => void outbox.retry(shot, { replaces: undefined })}
        >
          {t('outbox.send_new')}
        </button>
      ) : lacks ? (
        <button type="button" className="btn fill" onClick={() => setAsking(lacks)}>
          {t(lacks === 'reason' ? 'outbox.add_reason' : 'outbox.add_comment')}
        </button>
      ) : (
        <button type="button" className="btn fill" onClick={() => void outbox.retry(shot)}>
          {t('outbox.try_again')}
        </button>
      )}
      <button type="button" className="btn" onClick={() => void saveCopy(outbox, shot)}>
        {t('outbox.save')}
      </button>
      <button type="button" className="btn quiet" onClick={() => setAsking('remove')}>
        {t('outbox.remove')}
      </button>
    </div>
  );
}

function RemoveSure({ shot, onKeep }: { shot: Shot; onKeep: () => void }) {
  const outbox = useOutbox();
  return (
    <div className={css['acts']} role="alertdialog" aria-label={t('outbox.remove_sure')}>
      <b className={css['sure']}>{t('outbox.remove_sure')}</b>
      <button type="button" className="btn fill" onClick={onKeep}>
        {t('outbox.keep_it')}
      </button>
      <button type="button" className="btn nonconforming" onClick={() => void outbox.remove(shot)}>
        {t('outbox.remove_yes')}
      </button>
    </div>
  );
}
