// Requests that no photo is needed somewhere, oldest first: agreed to with one tap, or refused with
// the words that the crew reads.
import { IconArrowBackUp, IconArrowLeft, IconCircleCheckFilled, IconCircleOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Waiver, WaiverDecision } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { useWaiverActs, waiversQuery } from '../../lib/waivers';
import { PhrasesPanel } from '../../ui/phrases-panel';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { useTitle } from '../../ui/title';
import { UndoBar, useUndo } from '../../ui/undo';
import frame from './decided.module.css';
import css from './waivers.module.css';

const phrases = [1, 2, 3] as const;
const nameOf = ({ checkpoint_code, checkpoint_name, section_code }: Waiver) =>
  `${checkpoint_code} ${checkpoint_name}, ${section_code}`;

export function Waivers({ project_id }: { project_id: string }) {
  const query = useQuery(waiversQuery(project_id));
  const [refusing, setRefusing] = useState<Waiver | null>(null);
  const undo = useUndo();
  const { decide, reopen } = useWaiverActs();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useTitle(t('waivers.title'));

  const settle = async (waiver: Waiver, decision: WaiverDecision, comment?: string) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const decided = await decide(waiver, decision, comment);
      const back = () => reopen(decided, t('correct.by_mistake'));
      undo.show(t(`waivers.done_${decision}`), decision === 'approved' ? back : null);
      setRefusing(null);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const items = query.data?.items;
  return (
    <main className={frame['page']}>
      <header className={frame['bar']}>
        <Link className="btn quiet square" to="/review?view=grid" aria-label={t('decided.back')}>
          <IconArrowLeft size={18} stroke={1.75} />
        </Link>
        <h1>{t('waivers.title')}</h1>
      </header>
      <div className={frame['split']}>
        <div className={frame['body']}>
          {error !== null && <ErrorNote error={error} />}
          {query.isPending ? (
            <RowsLoading rows={4} />
          ) : !items ? (
            <ErrorNote
              error={query.error}
              title={t('waivers.failed')}
              onRetry={() => void query.refetch()}
            />
          ) : items.length === 0 ? (
            <Empty icon={IconCircleOff} title={t('waivers.empty_title')}>
              {t('waivers.empty_text')}
            </Empty>
          ) : (
            <ul>
              {items.map((waiver) => (
                <Line
                  key={waiver.id}
                  waiver={waiver}
                  busy={busy}
                  onApprove={() => void settle(waiver, 'approved')}
                  onRefuse={() => setRefusing(waiver)}
                />
              ))}
            </ul>
          )}
          {query.data?.next && <p className="t2">{t('waivers.more')}</p>}
        </div>
        {refusing && (
          <aside className={frame['side']}>
            <p className={frame['asked']}>{nameOf(refusing)}</p>
            <PhrasesPanel
              key={refusing.id}
              title={t('waivers.refuse_title')}
              phrases={phrases.map((n) => t(`waivers.phrase.${n}`))}
              words_hint={t('review.words_hint')}
              verb={t('waivers.refuse_send')}
              busy={busy}
              onSend={(comment) => void settle(refusing, 'retake', comment)}
              onClose={() => setRefusing(null)}
            />
          </aside>
        )}
      </div>
      <UndoBar undo={undo} keyed />
    </main>
  );
}

interface LineProps {
  waiver: Waiver;
  busy: boolean;
  onApprove: () => void;
  onRefuse: () => void;
}

function Line({ waiver, busy, onApprove, onRefuse }: LineProps) {
  const me = useMe();
  const { checkpoint_code, checkpoint_name, section_code, section_name } = waiver;
  const where = `/photos?project=${waiver.project_id}&section=${waiver.section_id}`;
  return (
    <li className={css['line']}>
      <span className={css['what']}>
        <span>
          <b className="strong">{checkpoint_code}</b> {checkpoint_name}{' '}
          <span className="t2">{t('move.nth', { n: waiver.index })}</span>
        </span>
        <Link className="link" to={where}>
          {section_code} {section_name}
        </Link>
      </span>
      <span className={css['why']}>
        <span>“{waiver.reason}”</span>
        <span className="t2">
          {waiver.owner_name},{' '}
          <time title={formatFullTime(waiver.created_at_ms)}>{formatTime(waiver.created_at_ms)}</time>
        </span>
      </span>
      <span className={css['acts']}>
        {waiver.owner_id === me?.id ? (
          <span className="t2">{t('waivers.own')}</span>
        ) : (
          <>
            <button
              type="button"
              className="btn approve"
              aria-label={t('waivers.approve_label', { what: nameOf(waiver) })}
              aria-disabled={busy}
              onClick={onApprove}
            >
              <IconCircleCheckFilled size={18} aria-hidden />
              {t('waivers.approve')}
            </button>
            <button
              type="button"
              className="btn"
              aria-label={t('waivers.refuse_label', { what: nameOf(waiver) })}
              aria-disabled={busy}
              onClick={onRefuse}
            >
              <IconArrowBackUp size={18} stroke={1.75} aria-hidden />
              {t('waivers.refuse')}
            </button>
          </>
        )}
      </span>
    </li>
  );
}

// The way there, with how many wait; nothing where none does.
export function WaiversLink({ project_id }: { project_id: string }) {
  const { data } = useQuery(waiversQuery(project_id));
  const n = data?.items.length ?? 0;
  if (n === 0) return null;
  const count = data?.next ? `${n}+` : String(n);
  const name = t('waivers.link', { n: count });
  return (
    <Link className="btn quiet" to={`/review?project=${project_id}&view=not-applicable`} aria-label={name} title={name}>
      <IconCircleOff size={18} stroke={1.75} aria-hidden />
      {count}
    </Link>
  );
}
