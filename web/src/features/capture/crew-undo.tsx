// The crew's "Withdrawn · Undo": one bar for all its screens, over the tabs, so that it outlives the
// screen it came from.
import { createContext, use, type ReactNode } from 'react';
import { UndoBar, useUndo, type Undo } from '../../ui/undo';

const CrewUndo = createContext<Undo | null>(null);

export function CrewUndoProvider({ children }: { children: ReactNode }) {
  return <CrewUndo value={useUndo()}>{children}</CrewUndo>;
}

export function useCrewUndo(): Undo {
  const undo = use(CrewUndo);
  if (!undo) throw new Error('useCrewUndo outside CrewUndoProvider');
  return undo;
}

export function CrewUndoBar() {
  return <UndoBar undo={useCrewUndo()} />;
}
