// One's own last decisions, newest first: what was said, what became of it, and the way back while
// there is one.
import { IconArrowLeft, IconHistory, IconRotate2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCorrect } from '../../lib/corrections';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { ReopenPanel } from '../../ui/reopen-panel';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { shownStatus, Status, statusWord } from '../../ui/status';
import { Thumb } from '../../ui/thumb';
import { useTitle } from '../../ui/title';
import { decidedQuery, type DecidedRow } from './api';
import css from './decided.module.css';

const kReopenFor_ms = 24 * 3_600_000; // the decider; an admin may later too, from the photo's page

// False when the photo has gone on since: decided again, reopened, replaced.
export function mayReopen({ decision, decided_at_ms, photo }: DecidedRow, now_ms: number): boolean {
  return (
    photo.newest &&
    photo.status === decision &&
    photo.decided_at_ms === decided_at_ms &&
    now_ms - decided_at_ms < kReopenFor_ms
  );
}

const nameOf = ({ photo }: DecidedRow) =>
  `${photo.checkpoint_code} ${photo.checkpoint_name}, ${photo.section_code}`;

export function Decided() {
  const query = useQuery(decidedQuery);
  const [chosen, setChosen] = useState<DecidedRow | null>(null);
  useTitle(t('decided.title'));
  return (
    <main className={css['page']}>
      <header className={css['bar']}>
        <Link className="btn quiet square" to="/review" aria-label={t('decided.back')}>
          <IconArrowLeft size={18} stroke={1.75} />
        </Link>
        <h1>{t('decided.title')}</h1>
      </header>
      <div className={css['split']}>
        <div className={css['body']}>
          {query.isPending ? (
            <RowsLoading rows={8} />
          ) : !query.data ? (
            <ErrorNote
              error={query.error}
              title={t('decided.failed')}
              onRetry={() => void query.refetch()}
            />
          ) : query.data.length === 0 ? (
            <Empty icon={IconHistory} title={t('decided.empty_title')}>
              {t('decided.empty_text')}
            </Empty>
          ) : (
            <ul>
              {query.data.map((row) => (
                <Line key={row.id} row={row} onReopen={() => setChosen(row)} />
              ))}
            </ul>
          )}
        </div>
        {chosen && (
          <aside className={css['side']}>
            <Reopen key={chosen.id} row={chosen} onClose={() => setChosen(null)} />
          </aside>
        )}
      </div>
    </main>
  );
}

function Line({ row, onReopen }: { row: DecidedRow; onReopen: () => void }) {
  const { photo, decision, comment, decided_at_ms } = row;
  const now = shownStatus(photo);
  return (
    <li className={css['line']}>
      <Link className={css['picture']!} to={`/photos/${row.photo_id}`} aria-label={nameOf(row)}>
        <Thumb row={photo} />
      </Link>
      <span className={css['what']}>
        <span className="clip">
          <b className="strong">{photo.checkpoint_code}</b> {photo.checkpoint_name}{' '}
          <span className="t2">
            {photo.section_code} · {photo.owner_name}
          </span>
        </span>
        {comment && <span className={css['said']}>{comment}</span>}
      </span>
      <span className={css['state']}>
        <Status status={decision} />
        {now !== decision && (
          <span className="small t2">
            {t('decided.moved_on', { status: statusWord(now).toLowerCase() })}
          </span>
        )}
      </span>
      <time className="t2" title={formatFullTime(decided_at_ms)}>
        {formatTime(decided_at_ms)}
      </time>
      <span className={css['act']}>
        {mayReopen(row, Date.now()) && (
          <button
            type="button"
            className="btn quiet"
            aria-label={t('decided.reopen_label', { what: nameOf(row) })}
            onClick={onReopen}
          >
            <IconRotate2 size={18} stroke={1.75} aria-hidden />
            {t('decided.reopen')}
          </button>
        )}
      </span>
    </li>
  );
}

function Reopen({ row, onClose }: { row: DecidedRow; onClose: () => void }) {
  const correct = useCorrect();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (comment: string) => {
    setBusy(true);
    setError(null);
    try {
      await correct(row.photo_id, { act: 'reopen', comment }, row.photo.version);
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className={css['asked']}>{nameOf(row)}</p>
      {error !== null && <ErrorNote error={error} />}
      <ReopenPanel busy={busy} onSend={(comment) => void send(comment)} onClose={onClose} />
    </>
  );
}
