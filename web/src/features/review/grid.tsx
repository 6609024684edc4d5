// The queue as tiles, for deciding on many at once. The cursor is an outer frame, a selection an
// inner frame with a tick: two things.
import { useState } from 'react';
import type { Decision, PhotoRow } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { useKeys } from '../../ui/keys';
import { UndoBar, useUndo } from '../../ui/undo';
import type { QueueFilter } from './api';
import { BulkBar } from './bulk-bar';
import { FreshChip } from './film';
import css from './grid.module.css';
import { Problems } from './problems';
import { Reason, type Refusal } from './reason';
import { useSelection } from './selection';
import { useTotal, type Round } from './single';
import { Tile } from './tile';
import { Progress, TopBar } from './top-bar';
import { useDecideAndUndo } from './undo-decision';
import { isOpen } from './worklist';

interface GridProps {
  filter: QueueFilter;
  round: Round;
  onSingle: () => void;
}

const kSelectionDraft = 'selection';

export function Grid({ filter, round, onSingle }: GridProps) {
  const { list, act } = round;
  const undo = useUndo();
  const send = useDecideAndUndo(round, undo);
  const [asking, setAsking] = useState<Refusal | null>(null);
  const selection = useSelection(list.entries);
  const total = useTotal(filter, round);
  const decided = list.entries.filter((entry) => entry.mine !== null).length;
  const rows = chosenRows(round, selection.ids);

  const go = (to: number) => act({ type: 'go', to });
  const open = (to: number) => {
    go(to);
    onSingle();
  };
  const settle = (decision: Decision, comment: string) => {
    setAsking(null);
    selection.clear();
    void send(rows, decision, comment);
  };
  const ask = (decision: Refusal) => rows.length > 0 && setAsking(decision);
  const step = (by: number) => go(list.at + by);
  useKeys(
    {
      ArrowRight: () => step(1),
      ArrowLeft: () => step(-1),
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: () => step(columnsOf()),
      ArrowUp: () => step(-columnsOf()),
      x: () => selection.toggle(list.at, false),
      ' ': () => selection.toggle(list.at, false),
      Enter: onSingle,
      g: onSingle,
      a: () => rows.length > 0 && settle('approved', ''),
      r: () => ask('retake'),
      n: () => ask('nonconforming'),
      Escape: selection.clear,
    },
    asking === null,
  );

  return (
    <main className={css['page']}>
      <TopBar
        filter={filter}
        view="grid"
        onView={onSingle}
        progress={
          <>
            {decided > 0 && <Progress at={decided} total={total.count} open={total.open} />}
            <FreshChip round={round} filter={filter} />
          </>
        }
      />
      <div className={css['split']}>
        <div className={css['scroll']}>
          <ul className={css['tiles']} id="tiles">
            {list.entries.map((entry, i) => (
              <Tile
                key={entry.row.id}
                entry={entry}
                current={i === list.at}
                selected={selection.ids.has(entry.row.id)}
                onToggle={(range) => selection.toggle(i, range)}
                onOpen={() => open(i)}
              />
            ))}
          </ul>
          {list.next && (
            <button type="button" className={`btn ${css['more']}`} onClick={round.retry}>
              {t('act.more')}
            </button>
          )}
        </div>
        {(asking || list.entries.some((entry) => entry.problem)) && (
          <aside className={css['side']}>
            <Problems round={round} onGo={open} />
            {asking && (
              <Reason
                key={asking}
                decision={asking}
                draft_key={kSelectionDraft}
                count={rows.length}
                onSend={(comment) => settle(asking, comment)}
                onClose={() => setAsking(null)}
              />
            )}
          </aside>
        )}
      </div>
      <UndoBar undo={undo} keyed />
      {selection.ids.size > 0 && !asking && (
        <BulkBar
          count={rows.length}
          all={list.entries.filter(isOpen).length}
          onAll={selection.all}
          onApprove={() => settle('approved', '')}
          onAsk={ask}
          onClear={selection.clear}
        />
      )}
    </main>
  );
}

// What a key acts on: the selection, or else the photo under the cursor; only what is still open.
function chosenRows(round: Round, ids: Set<string>): PhotoRow[] {
  const { entries, at } = round.list;
  const chosen = ids.size > 0 ? entries.filter((e) => ids.has(e.row.id)) : entries.slice(at, at + 1);
  return chosen.filter((e) => isOpen(e) && e.row.status === 'pending').map((e) => e.row);
}

// How many tiles stand in a row now, read from the layout itself.
function columnsOf(): number {
  const tiles = document.getElementById('tiles');
  return tiles ? getComputedStyle(tiles).gridTemplateColumns.split(' ').length : 1;
}
