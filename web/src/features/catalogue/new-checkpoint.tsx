// A new checkpoint: code, name and stage are enough to begin; the rest is edited in place.
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { isApiError } from '../../lib/api';
import type { Checkpoint, Stage, WorkType } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { useCatalogueChange } from './api';
import { createCheckpoint } from './checklist-api';
import { Choice } from './choice';
import css from './set-up.module.css';

export const stages: Stage[] = ['before', 'during', 'after'];

interface Props {
  type: WorkType;
  onDone: (made: Checkpoint) => void;
  onCancel: () => void;
}

export function NewCheckpointForm({ type, onDone, onCancel }: Props) {
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [stage, setStage] = useState<Stage>('during');
  const send = useCatalogueChange(createCheckpoint);
  const create = useMutation({ mutationFn: send, onSuccess: onDone });
  const said = isApiError(create.error) ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ work_type_id: type.id, code: code.trim(), name: name.trim(), stage });
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
      <Choice
        name="new-stage"
        label={t('checklist.stage')}
        options={stages.map((each) => ({ value: each, word: t(`stage.${each}`) }))}
        value={stage}
        onChange={setStage}
      />
      {create.error && <ErrorNote error={create.error} />}
      <div className={css['acts']}>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {t('act.cancel')}
        </button>
        <button type="submit" className="btn fill" disabled={create.isPending}>
          {t('checklist.add')}
        </button>
      </div>
    </form>
  );
}
