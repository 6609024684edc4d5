// Which photos of the grid are chosen; Shift chooses from the last one on.
import { useState } from 'react';
import { isOpen, type Entry } from './worklist';

export function useSelection(entries: Entry[]) {
  const [ids, setIds] = useState<Set<string>>(new Set());
  const [anchor, setAnchor] = useState<number | null>(null);

  const toggle = (at: number, range: boolean) => {
    const from = range && anchor !== null ? Math.min(anchor, at) : at;
    const to = range && anchor !== null ? Math.max(anchor, at) : at;
    const touched = entries.slice(from, to + 1).filter(isOpen);
    const next = new Set(ids);
    const take = range || !ids.has(entries[at]?.row.id ?? '');
    for (const { row } of touched) {
      if (take) next.add(row.id);
      else next.delete(row.id);
    }
    setAnchor(at);
    setIds(next);
  };
  const clear = () => setIds(new Set());
  const all = () => setIds(new Set(entries.filter(isOpen).map((entry) => entry.row.id)));
  return { ids, toggle, clear, all };
}
