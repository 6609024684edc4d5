// Under a form that edits: who was first, what went wrong, and the buttons that end the editing.
import { IconUsers } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '../../lib/i18n';
import { errorText, ErrorNote } from '../../ui/states';
import type { Draft } from './draft';
import css from './set-up.module.css';

interface Props<T> {
  of: Draft<T>;
  children?: ReactNode; // further acts, at the left
}

export function DraftNotes<T>({ of: draft, children }: Props<T>) {
  return (
    <>
      {draft.conflict ? (
        <Conflict draft={draft} />
      ) : (
        draft.error != null && <ErrorNote error={draft.error} />
      )}
      <div className={css['acts']}>
        <span className={css['left']}>{children}</span>
        <span role="status" className="t2">
          {draft.saved && t('edit.saved')}
        </span>
        {draft.touched && (
          <button type="button" className="btn quiet" onClick={draft.discard}>
            {t('edit.discard')}
          </button>
        )}
        <button type="submit" className="btn fill" disabled={!draft.touched || draft.busy}>
          {t(draft.busy ? 'edit.saving' : 'act.save')}
        </button>
      </div>
    </>
  );
}

function Conflict<T>({ draft }: { draft: Draft<T> }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => void note.current?.scrollIntoView({ block: 'nearest' }), []); // may be a promise
  return (
    <div ref={note} className={css['conflict']} role="alert">
      <IconUsers size={18} stroke={1.75} aria-hidden />
      <div className="grow">
        <p className="strong">{t('edit.conflict')}</p>
        <p>{errorText(draft.error)}</p>
        <p className="t2">{t('edit.conflict_kept')}</p>
        <div className="row">
          <button type="button" className="btn" onClick={draft.saveAnyway}>
            {t('edit.keep_mine')}
          </button>
          <button type="button" className="btn quiet" onClick={draft.discard}>
            {t('edit.take_theirs')}
          </button>
        </div>
      </div>
    </div>
  );
}

// What somebody else stored under a field that is being edited, or nothing.
export function theirs<T>(draft: Draft<T>, key: keyof T, stored: T): string | undefined {
  if (!draft.contested(key)) return undefined;
  const value = stored[key];
  return t('edit.theirs', { value: value === null || value === '' ? '–' : String(value) });
}
