// Decisions that did not stand: who was quicker, what was kept, what to do. Stands above the
// buttons, beside the photo that came next.
import { IconUsers } from '@tabler/icons-react';
import { t } from '../../lib/i18n';
import { commentOf, loadDraft } from './drafts';
import css from './problems.module.css';
import type { Round } from './single';

// These may be sent again as they were; the others are settled on the server's side.
const passing = new Set(['offline', 'unavailable', 'busy', 'unknown', 'rate-limited']);

const refusals = ['retake', 'nonconforming'] as const;
const draftOf = (id: string) =>
  refusals.map((each) => commentOf(loadDraft(id, each))).find((text) => text !== '');

export function Problems({ round, onGo }: { round: Round; onGo: (at: number) => void }) {
  const { entries } = round.list;
  const at = entries.findIndex((entry) => entry.problem !== null);
  const entry = entries[at];
  if (!entry?.problem) return null;
  const { row, problem } = entry;
  const what = `${row.checkpoint_code} ${row.checkpoint_name}, ${row.section_code}`;
  const draft = draftOf(row.id);
  const conflict = !passing.has(problem.code);
  return (
    <div className={css['problem']} role="alert">
      <p className={css['head']}>
        <IconUsers size={16} stroke={1.75} aria-hidden />
        {t('review.problem', { what })}
      </p>
      <p>{problem.detail}</p>
      {draft && <p className="t2">{t('review.problem_kept', { text: draft })}</p>}
      <div className="row">
        {at !== round.list.at && (
          <button type="button" className="btn" onClick={() => onGo(at)}>
            {t('review.problem_see')}
          </button>
        )}
        <button
          type="button"
          className="btn quiet"
          onClick={() =>
            conflict
              ? round.act({ type: 'drop_problem', id: row.id })
              : round.act({ type: 'clear_problem', id: row.id })
          }
        >
          {t('act.close')}
        </button>
      </div>
    </div>
  );
}
