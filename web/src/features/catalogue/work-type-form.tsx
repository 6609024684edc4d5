// A work type: its name, and its code when it is new.
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { isApiError } from '../../lib/api';
import type { WorkType } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { useCatalogueChange } from './api';
import { changeWorkType, createWorkType } from './checklist-api';
import { useDraft, type Change } from './draft';
import { DraftNotes, theirs } from './draft-notes';
import css from './set-up.module.css';

export function WorkTypeForm({ type, onDone }: { type: WorkType; onDone: () => void }) {
  const send = useCatalogueChange((change: Change<WorkType>) =>
    changeWorkType(type.id, change),
  );
  const draft = useDraft(type, async (change) => {
    await send(change);
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  return (
    <form className={css['form']} onSubmit={submit}>
      <Field
        label={t('projects.name')}
        required
        maxLength={200}
        data-autofocus
        value={draft.value('name')}
        bad={draft.bad('name')}
        hint={theirs(draft, 'name', type)}
        onChange={(event) => draft.set({ name: event.target.value })}
      />
      <DraftNotes of={draft} />
    </form>
  );
}

export function NewWorkType({ project_id, onDone }: { project_id: string; onDone: () => void }) {
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const send = useCatalogueChange(createWorkType);
  const create = useMutation({ mutationFn: send, onSuccess: onDone });
  const said = isApiError(create.error) ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ project_id, code: code.trim(), name: name.trim() });
  };
  return (
    <form className={css['form']} onSubmit={submit}>
      <div className={css['pair']}>
        <Field
          label={t('projects.code')}
          required
          maxLength={20}
          data-autofocus
          value={code}
          bad={said?.field('code')}
          onChange={(event) => setCode(event.target.value)}
        />
        <Field
          label={t('projects.name')}
          required
          maxLength={200}
          value={name}
          bad={said?.field('name')}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      {create.error && <ErrorNote error={create.error} />}
      <div className={css['acts']}>
        <button type="button" className="btn quiet" onClick={onDone}>
          {t('act.cancel')}
        </button>
        <button type="submit" className="btn fill" disabled={create.isPending}>
          {t('tree.create')}
        </button>
      </div>
    </form>
  );
}
