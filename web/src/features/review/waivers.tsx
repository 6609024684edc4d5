// Requests that no photo is needed somewhere, oldest first: agreed to with one tap or key, or refused
// with the words that the crew reads.
import { IconArrowLeft, IconCircleOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Waiver, WaiverDecision } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useMe } from '../../lib/session';
import { closedPath, useWaiverActs, waiversQuery } from '../../lib/waivers';
import { useKeys } from '../../ui/keys';
import { More } from '../../ui/more';
import { PhrasesPanel } from '../../ui/phrases-panel';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { useTitle } from '../../ui/title';
import { UndoBar, useUndo, type Undo } from '../../ui/undo';
import frame from './decided.module.css';
import { useWaiverList, type WaiverList } from './use-waiver-list';
import { nameOf, WaiverLine } from './waiver-line';
import css from './waivers.module.css';

const phrases = [1, 2, 3] as const;
const kGrid = '/review?view=grid';

export function Waivers({ project_id }: { project_id: string }) {
  const list = useWaiverList(project_id);
  const { query, items, at } = list;
  const [refusing, setRefusing] = useState<Waiver | null>(null);
  const undo = useUndo();
  const { busy, error, settle } = useSettle(list, undo, () => setRefusing(null));
  const navigate = useNavigate();
  const me = useMe();
  useTitle(t('waivers.title'));

  const here = items[at];
  const decides = here !== undefined && here.owner_id !== me?.id;
  useKeys(
    {
      a: () => void (decides && settle(here, 'approved')),
      r: () => decides && setRefusing(here),
      j: () => list.go(at + 1),
      k: () => list.go(at - 1),
      ArrowDown: () => list.go(at + 1),
      ArrowUp: () => list.go(at - 1),
      g: () => void navigate(kGrid),
    },
    refusing === null,
  );
  return (
    <main className={frame['page']}>
      <header className={frame['bar']}>
        <Link className="btn quiet square" to={kGrid} aria-label={t('decided.back')}>
          <IconArrowLeft size={18} stroke={1.75} />
        </Link>
        <h1 className="grow">{t('waivers.title')}</h1>
        {items.length > 0 && (
          <span className={css['keys']}>
            <kbd className="kbd">J</kbd> <kbd className="kbd">K</kbd> {t('review.key_move')}
          </span>
        )}
        <Link className="btn quiet" to={closedPath(project_id)}>
          {t('waivers.closed')}
        </Link>
      </header>
      <div className={frame['split']}>
        <div className={frame['body']}>
          {error !== null && <ErrorNote error={error} />}
          {query.isPending ? (
            <RowsLoading rows={4} />
          ) : !query.data ? (
            <ErrorNote
              error={query.error}
              title={t('waivers.failed')}
              onRetry={() => void query.refetch()}
            />
          ) : items.length === 0 && !query.hasNextPage ? (
            <Empty icon={IconCircleOff} title={t('waivers.empty_title')}>
              {t('waivers.empty_text')}
            </Empty>
          ) : (
            <ul>
              {items.map((waiver, n) => (
                <WaiverLine
                  key={waiver.id}
                  waiver={waiver}
                  current={n === at}
                  busy={busy}
                  onApprove={() => void settle(waiver, 'approved')}
                  onRefuse={() => setRefusing(waiver)}
                />
              ))}
            </ul>
          )}
          {query.data && <More of={query} className={css['more']} />}
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

// Sends a decision. What was decided leaves the list at once, so that the next key meets the next
// request, and comes back when it did not stand or was undone.
function useSettle(list: WaiverList, undo: Undo, onDone: () => void) {
  const { decide, reopen } = useWaiverActs();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const settle = async (waiver: Waiver, decision: WaiverDecision, comment?: string) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      const decided = await decide(waiver, decision, comment);
      list.hide(waiver.id);
      const back = async () => {
        await reopen(decided, t('correct.by_mistake'));
        list.unhide(waiver.id);
      };
      undo.show(t(`waivers.done_${decision}`), decision === 'approved' ? back : null);
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, settle };
}

// The way there, with how many wait; nothing where none does.
export function WaiversLink({ project_id }: { project_id: string }) {
  const { data, hasNextPage } = useInfiniteQuery(waiversQuery(project_id));
  const n = data?.pages.flatMap(({ items }) => items).length ?? 0;
  if (n === 0) return null;
  const count = hasNextPage ? `${n}+` : String(n);
  const name = t('waivers.link', { n: count });
  return (
    <Link className="btn quiet" to={`/review?project=${project_id}&view=not-applicable`} aria-label={name} title={name}>
      <IconCircleOff size={18} stroke={1.75} aria-hidden />
      {count}
    </Link>
  );
}
