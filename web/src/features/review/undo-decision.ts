// One's own decision, and the way back from it in one tap: the photo is reopened, and looked at.
import { useCorrect } from '../../lib/corrections';
import type { Decision, PhotoRow } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import type { Undo } from '../../ui/undo';
import type { Round } from './single';

// `onBack`: before the screen goes back to the photo.
export function useDecideAndUndo(
  { act, send }: Pick<Round, 'act' | 'send'>,
  undo: Pick<Undo, 'show'>,
  onBack: () => void = () => {},
) {
  const correct = useCorrect();
  return async (rows: PhotoRow[], decision: Decision, comment: string) => {
    const sent = send(rows, decision, comment);
    const [first] = rows;
    if (!first) return sent;
    const takeAway = undo.show(t(`correct.done_${decision}`, { count: rows.length }), async () => {
      const stood = new Set((await sent).filter(({ ok }) => ok).map(({ photo_id }) => photo_id));
      for (const { id } of rows.filter((row) => stood.has(row.id))) {
        const reopen = { act: 'reopen', comment: t('correct.by_mistake') } as const;
        act({ type: 'corrected', row: await correct(id, reopen) });
      }
      onBack();
      act({ type: 'go_id', id: first.id });
    });
    const results = await sent;
    // Nothing stood: there is nothing to undo, and the problem says why.
    if (results.every(({ ok }) => !ok)) takeAway();
    return results;
  };
}
