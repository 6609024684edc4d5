// One photo, whole, with its facts beside it; one key decides and the next one is there.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { Photo } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { photoQuery } from '../../lib/photos';
import { summaryQuery } from '../../lib/summary';
import { CorrectionActs, CorrectionPanel, useCorrecting } from '../../ui/corrections';
import { useKeys } from '../../ui/keys';
import { Stage } from '../../ui/stage';
import { UndoBar } from '../../ui/undo';
import { useZoom } from '../../ui/zoom';
import type { QueueFilter } from './api';
import { Compare } from './compare';
import { DecideBar } from './decide-bar';
import { Film } from './film';
import { Panel } from './panel';
import { usePrefetch } from './prefetch';
import { Problems } from './problems';
import { Reason, type Refusal } from './reason';
import css from './single.module.css';
import { Progress, TopBar } from './top-bar';
import { useDecideAndUndo } from './undo-decision';
import type { useWorklist } from './use-worklist';
import { isOpen, nextOpen, type Entry } from './worklist';

export type Round = ReturnType<typeof useWorklist>;
interface SingleProps {
  filter: QueueFilter;
  round: Round;
  onGrid: () => void;
}

const kWaiting_ms = 3000;

export function Single({ filter, round, onGrid }: SingleProps) {
  const { list, act } = round;
  const entry = list.entries[list.at] ?? list.entries[0]!;
  const { row } = entry;
  const photo = usePhoto(entry);
  const previous = usePrevious(photo);
  const { zoom, setZoom, reset, by } = useZoom();
  const [comparing, setComparing] = useState(false);
  const [asking, setAsking] = useState<Refusal | null>(null);
  const correcting = useCorrecting((after) => act({ type: 'corrected', row: after }));
  const { stop: stopCorrecting } = correcting;
  const rest = useCallback(() => {
    setAsking(null);
    stopCorrecting();
    setComparing(false);
    reset();
  }, [reset, stopCorrecting]);
  const send = useDecideAndUndo(round, correcting.undo, rest);
  const writing = asking !== null || correcting.asking !== null;
  const total = useTotal(filter, round);

  const upcoming = nextIds(list.entries, list.at);
  usePrefetch(upcoming);

  const go = useCallback(
    (to: number) => {
      rest();
      act({ type: 'go', to });
    },
    [act, rest],
  );
  const settle = (decision: 'approved' | Refusal, comment: string) => {
    rest();
    void send([{ ...row, version: photo?.version ?? row.version }], decision, comment);
  };

  const can_decide = mayDecideNow(entry, photo);
  const ask = (decision: Refusal) => can_decide && setAsking(decision);
  const compare = {
    on: comparing,
    possible: row.attempt > 1,
    toggle: () => row.attempt > 1 && setComparing(!comparing),
  };
  useKeys(
    {
      a: () => can_decide && settle('approved', ''),
      r: () => ask('retake'),
      n: () => ask('nonconforming'),
      j: () => go(list.at + 1),
      k: () => go(list.at - 1),
      ArrowRight: () => go(list.at + 1),
      ArrowLeft: () => go(list.at - 1),
      c: compare.toggle,
      g: onGrid,
      '+': () => by(1.5),
      '=': () => by(1.5),
      '-': () => by(1 / 1.5),
      '0': reset,
      Escape: () => setComparing(false),
      o: () => photo && correcting.start(photo, 'reopen'),
      m: () => photo && correcting.start(photo, 'move'),
    },
    !writing,
  );

  const staged = photo ?? row;
  const compares = comparing && photo && previous;
  // Two photos need the width; the facts come back when something is to be written.
  const wide = compares && !writing;
  return (
    <main className={`${css['desk']} ${wide ? css['wide'] : ''}`} data-alone>
      <TopBar
        filter={filter}
        view="single"
        onView={onGrid}
        compare={compare}
        progress={<Progress at={list.at + 1} total={total.count} open={total.open} />}
      />
      {compares ? (
        <Compare photo={photo} previous={previous} zoom={zoom} setZoom={setZoom} by={by} />
      ) : (
        <Stage photo={staged} zoom={zoom} setZoom={setZoom} />
      )}
      <Film round={round} filter={filter} onGo={go} />
      <aside className={css['side']}>
        {!wide && (
          <div className={css['facts']} role="region" aria-label={t('photo.facts')} tabIndex={0}>
            <Panel entry={entry} photo={photo} previous={previous} />
          </div>
        )}
        <Problems round={round} onGo={go} />
        <UndoBar undo={correcting.undo} keyed />
        {photo && correcting.asking ? (
          <CorrectionPanel photo={photo} correcting={correcting} />
        ) : asking ? (
          <Reason
            key={`${row.id} ${asking}`}
            decision={asking}
            draft_key={row.id}
            count={1}
            reader={row.owner_name}
            onSend={(comment) => settle(asking, comment)}
            onClose={() => setAsking(null)}
          />
        ) : (
          <>
            {photo && !entry.sending && !wide && (
              <CorrectionActs photo={photo} correcting={correcting} />
            )}
            <DecideBar
              entry={entry}
              photo={photo}
              inline={!!wide}
              onApprove={() => settle('approved', '')}
              onAsk={ask}
            />
          </>
        )}
      </aside>
    </main>
  );
}

// The facts of the entry's photo; asked again while its picture is being made.
function usePhoto(entry: Entry): Photo | null {
  const waits = (photo?: Photo) => photo?.develop === 'waiting';
  const query = useQuery({
    ...photoQuery(entry.row.id),
    refetchInterval: (state) => (waits(state.state.data) ? kWaiting_ms : false),
  });
  return query.data ?? null;
}

function usePrevious(photo: Photo | null): Photo | null {
  const id = photo?.previous?.id ?? '';
  return useQuery({ ...photoQuery(id), enabled: id !== '' }).data ?? null;
}

export function mayDecideNow(entry: Entry, photo: Photo | null): boolean {
  if (entry.sending || entry.mine !== null) return false;
  return photo ? photo.can.decide : entry.row.status === 'pending' && entry.row.newest;
}

function nextIds(entries: Entry[], at: number): string[] {
  const open = entries.filter((entry, i) => i > at && isOpen(entry)).map((entry) => entry.row.id);
  const back = entries[nextOpen(entries, at)]?.row.id;
  return open.length > 0 || !back ? open : [back];
}

// How many photos the round has: counted once by the server, or what is loaded under a filter the
// counters do not know.
export function useTotal(filter: QueueFilter, round: Round): { count: number; open: boolean } {
  const whole = filter.section_id === null && filter.route_id === null;
  const [counted, setCounted] = useState<number | null>(null);
  const enabled = whole && counted === null;
  const summary = useQuery({ ...summaryQuery(filter.project_id), enabled }).data;
  useEffect(() => {
    if (summary && counted === null) setCounted(summary[filter.status]);
  }, [summary, counted, filter.status]);
  const loaded = round.list.entries.length;
  if (round.list.next === null) return { count: loaded, open: false };
  if (counted !== null) return { count: Math.max(counted, loaded), open: false };
  return { count: loaded, open: true };
}
