// What was agreed to be not applicable, with why, and by whom; an admin can reopen it.
import { IconArrowLeft, IconCircleOff, IconRotate2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Waiver } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { useWaiverActs, waiversQuery } from '../../lib/waivers';
import { More } from '../../ui/more';
import { PhrasesPanel } from '../../ui/phrases-panel';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { useTitle } from '../../ui/title';
import frame from './decided.module.css';
import { nameOf, WaiverWords } from './waiver-line';
import css from './waivers.module.css';

const phrases = [1, 2] as const;

export function ClosedWaivers({ project_id }: { project_id: string }) {
  const query = useInfiniteQuery(waiversQuery(project_id, 'approved'));
  const [chosen, setChosen] = useState<Waiver | null>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  useTitle(t('waivers.closed'));
  return (
    <main className={frame['page']}>
      <header className={frame['bar']}>
        <Link
          className="btn quiet square"
          to={`/review?project=${project_id}&view=not-applicable`}
          aria-label={t('waivers.back')}
        >
          <IconArrowLeft size={18} stroke={1.75} />
        </Link>
        <h1>{t('waivers.closed')}</h1>
      </header>
      <div className={frame['split']}>
        <div className={frame['body']}>
          {query.isPending ? (
            <RowsLoading rows={4} />
          ) : !query.data ? (
            <ErrorNote
              error={query.error}
              title={t('waivers.failed')}
              onRetry={() => void query.refetch()}
            />
          ) : items.length === 0 ? (
            <Empty icon={IconCircleOff} title={t('waivers.closed_empty_title')}>
              {t('waivers.closed_empty_text')}
            </Empty>
          ) : (
            <ul>
              {items.map((waiver) => (
                <Closed key={waiver.id} waiver={waiver} onReopen={() => setChosen(waiver)} />
              ))}
            </ul>
          )}
          {query.data && <More of={query} className={css['more']} />}
        </div>
        {chosen && (
          <aside className={frame['side']}>
            <Reopen key={chosen.id} waiver={chosen} onClose={() => setChosen(null)} />
          </aside>
        )}
      </div>
    </main>
  );
}

function Closed({ waiver, onReopen }: { waiver: Waiver; onReopen: () => void }) {
  const me = useMe();
  const { decided_by_name, decided_at_ms } = waiver;
  return (
    <li className={css['line']}>
      <WaiverWords waiver={waiver} />
      <span className={css['acts']}>
        <span className={`t2 ${css['agreed']}`}>
          {decided_by_name && t('waivers.closed_by', { name: decided_by_name })}
          {decided_at_ms !== null && (
            <time title={formatFullTime(decided_at_ms)}>{formatTime(decided_at_ms)}</time>
          )}
        </span>
        {me?.role === 'admin' && waiver.owner_id !== me.id && (
          <button
            type="button"
            className="btn quiet"
            aria-label={t('decided.reopen_label', { what: nameOf(waiver) })}
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

function Reopen({ waiver, onClose }: { waiver: Waiver; onClose: () => void }) {
  const { reopen } = useWaiverActs();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (comment: string) => {
    setBusy(true);
    setError(null);
    try {
      await reopen(waiver, comment);
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p className={frame['asked']}>{nameOf(waiver)}</p>
      {error !== null && <ErrorNote error={error} />}
      <PhrasesPanel
        title={t('waivers.reopen_title')}
        phrases={phrases.map((n) => t(`waivers.phrase.${n}`))}
        words_hint={t('review.words_hint')}
        verb={t('decided.reopen')}
        busy={busy}
        onSend={(comment) => void send(comment)}
        onClose={onClose}
      />
    </>
  );
}
