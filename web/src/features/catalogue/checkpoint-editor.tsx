// One checkpoint's form with the crew's card beside it; the card follows what is typed.
import { IconArrowLeft } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useId, type FormEvent } from 'react';
import type { Checkpoint, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { useCatalogueChange, type Archivable } from './api';
import { changeCheckpoint } from './checklist-api';
import css from './checklist.module.css';
import { Choice } from './choice';
import { CrewCard } from './crew-card';
import { numberOf, useDraft, type Draft } from './draft';
import { DraftNotes, theirs } from './draft-notes';
import { stages } from './new-checkpoint';
import { ExamplePicture } from './picture';
import pageCss from './project-page.module.css';
import formCss from './set-up.module.css';
import { Versions } from './versions';

interface Props {
  checkpoint: Checkpoint;
  project: Project;
  onBack: () => void;
}

export function CheckpointEditor({ checkpoint, project, onBack }: Props) {
  const send = useCatalogueChange((change: Archivable<Checkpoint>) =>
    changeCheckpoint(checkpoint.id, change),
  );
  const draft = useDraft(checkpoint, send);
  const away = checkpoint.archived_at_ms !== null;
  const archive = useMutation({
    mutationFn: () => send({ archived: !away, seen_version: checkpoint.version }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  const shown: Checkpoint = {
    ...checkpoint,
    name: draft.value('name'),
    guidance: draft.value('guidance'),
    stage: draft.value('stage'),
    photos_due: draft.value('photos_due'),
    spacing_m: draft.value('spacing_m'),
    hold_point: draft.value('hold_point'),
  };
  return (
    <>
      <section className={css['editor']} aria-label={`${checkpoint.code} ${checkpoint.name}`}>
        <button type="button" className={`btn quiet ${css['back']}`} onClick={onBack}>
          <IconArrowLeft size={18} stroke={1.75} aria-hidden />
          {t('checklist.back')}
        </button>
        <form className={formCss['form']} onSubmit={submit}>
          {away && <p role="status">{t('checklist.is_archived')}</p>}
          <Fields draft={draft} checkpoint={checkpoint} />
          {archive.error && <ErrorNote error={archive.error} />}
          <DraftNotes of={draft}>
            <button
              type="button"
              className="btn quiet"
              disabled={archive.isPending}
              onClick={() => archive.mutate()}
            >
              {t(away ? 'edit.bring_back' : 'edit.archive')}
            </button>
          </DraftNotes>
        </form>
        <ExamplePicture checkpoint={checkpoint} />
        <Versions checkpoint={checkpoint} />
      </section>
      <CrewCard checkpoint={shown} project={project} />
    </>
  );
}

interface FieldsProps {
  draft: Draft<Checkpoint>;
  checkpoint: Checkpoint;
}

function Fields({ draft, checkpoint }: FieldsProps) {
  const id = useId();
  const along = draft.value('spacing_m') !== null;
  const guidance_now = theirs(draft, 'guidance', checkpoint);
  return (
    <>
      <div className={css['names']}>
        <Field
          label={t('projects.code')}
          value={checkpoint.code}
          readOnly
          title={t('checklist.code_stays')}
        />
        <Field
          label={t('projects.name')}
          required
          maxLength={200}
          value={draft.value('name')}
          bad={draft.bad('name')}
          hint={theirs(draft, 'name', checkpoint)}
          onChange={(event) => draft.set({ name: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={id}>{t('checklist.guidance')}</label>
        <textarea
          id={id}
          className="input"
          rows={2}
          maxLength={2000}
          aria-describedby={`${id}-hint`}
          value={draft.value('guidance')}
          onChange={(event) => draft.set({ guidance: event.target.value })}
        />
        <span id={`${id}-hint`} className="hint">
          {guidance_now ?? t('checklist.guidance_hint')}
        </span>
      </div>
      <div className={css['halves']}>
        <Choice
          name="stage"
          label={t('checklist.stage')}
          options={stages.map((each) => ({ value: each, word: t(`stage.${each}`) }))}
          value={draft.value('stage')}
          onChange={(stage) => draft.set({ stage })}
        />
        <Choice
          name="demand"
          label={t('checklist.how_many')}
          options={[
            { value: 'fixed', word: t('checklist.fixed') },
            { value: 'along', word: t('checklist.along') },
          ]}
          value={along ? 'along' : 'fixed'}
          onChange={(kind) =>
            draft.set({ spacing_m: kind === 'along' ? (checkpoint.spacing_m ?? 30) : null })
          }
        />
        {along ? (
          <Field
            label={t('checklist.spacing')}
            type="number"
            required
            min={1}
            step="any"
            value={draft.value('spacing_m') ?? ''}
            bad={draft.bad('spacing_m')}
            hint={theirs(draft, 'spacing_m', checkpoint) ?? t('checklist.spacing_hint')}
            onChange={(event) => draft.set({ spacing_m: Number(event.target.value) })}
          />
        ) : (
          <Field
            label={t('checklist.photos_due')}
            type="number"
            required
            min={1}
            max={100}
            value={draft.value('photos_due') || ''}
            bad={draft.bad('photos_due')}
            hint={theirs(draft, 'photos_due', checkpoint)}
            onChange={(event) => draft.set({ photos_due: numberOf(event.target.value) ?? 0 })}
          />
        )}
      </div>
      <label className={pageCss['check']}>
        <input
          type="checkbox"
          checked={draft.value('hold_point')}
          onChange={(event) => draft.set({ hold_point: event.target.checked })}
        />
        <span>
          {t('checklist.hold')}
          <span className={formCss['hint']}>{t('checklist.hold_hint')}</span>
        </span>
      </label>
    </>
  );
}
