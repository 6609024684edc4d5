// Names, rules and keeping of a project, and putting it away.
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { KeepOriginals, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Confirm } from '../../ui/confirm';
import { Field } from '../../ui/field';
import { changeProject, useCatalogueChange, type Archivable } from './api';
import { numberOf, useDraft } from './draft';
import { DraftNotes, theirs } from './draft-notes';
import pageCss from './project-page.module.css';
import css from './set-up.module.css';

const rules = [
  ['max_accuracy_m', 'projects.max_accuracy'],
  ['max_line_distance_m', 'projects.max_line_distance'],
  ['max_photo_distance_m', 'projects.max_photo_distance'],
] as const;
const words = [
  ['route_word', 'projects.route_word'],
  ['section_word', 'projects.section_word'],
] as const;
const keeping: KeepOriginals[] = ['always', 'days', 'never'];

export function ProjectEdit({ project }: { project: Project }) {
  const send = useCatalogueChange((change: Archivable<Project>) => changeProject(project.id, change));
  const draft = useDraft(project, send);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  const text = (key: 'name' | 'time_zone' | 'route_word' | 'section_word') => ({
    required: true,
    value: draft.value(key),
    bad: draft.bad(key),
    hint: theirs(draft, key, project),
    onChange: (event: { target: { value: string } }) => draft.set({ [key]: event.target.value }),
  });
  const number = (key: (typeof rules)[number][0] | 'keep_days') => ({
    type: 'number',
    min: 1,
    value: draft.value(key) ?? '',
    bad: draft.bad(key),
    hint: theirs(draft, key, project),
    onChange: (event: { target: { value: string } }) =>
      draft.set({ [key]: numberOf(event.target.value) }),
  });
  const keep = (keep_originals: KeepOriginals) =>
    draft.set({
      keep_originals,
      keep_days: keep_originals === 'days' ? (draft.value('keep_days') ?? 365) : null,
    });
  return (
    <section className={pageCss['edit']}>
      <h2>{t('projects.about')}</h2>
      <form className={css['form']} onSubmit={submit}>
        <Field label={t('projects.name')} maxLength={200} {...text('name')} />
        <Field label={t('projects.time_zone')} {...text('time_zone')} />
        <fieldset className={css['group']}>
          <legend>{t('projects.words')}</legend>
          <div className={css['pair']}>
            {words.map(([key, label]) => (
              <Field key={key} label={t(label)} maxLength={40} {...text(key)} />
            ))}
          </div>
        </fieldset>
        <fieldset className={css['group']}>
          <legend>{t('projects.rules')}</legend>
          <div className={css['form']}>
            {rules.map(([key, label]) => (
              <Field
                key={key}
                label={t(label)}
                placeholder={t('projects.no_rule')}
                {...number(key)}
              />
            ))}
          </div>
        </fieldset>
        <fieldset className={css['group']}>
          <legend>{t('projects.col_kept')}</legend>
          <div className={css['chips']}>
            {keeping.map((each) => (
              <label
                key={each}
                className={`chip ${draft.value('keep_originals') === each ? 'on' : ''}`}
              >
                <input
                  type="radio"
                  name="keep"
                  checked={draft.value('keep_originals') === each}
                  onChange={() => keep(each)}
                />
                {t(`projects.keep_${each}`)}
              </label>
            ))}
          </div>
        </fieldset>
        {draft.value('keep_originals') === 'days' && (
          <Field label={t('projects.keep_days_label')} required {...number('keep_days')} />
        )}
        <DraftNotes of={draft}>
          <ArchiveProject project={project} />
        </DraftNotes>
      </form>
    </section>
  );
}

function ArchiveProject({ project }: { project: Project }) {
  const [asking, setAsking] = useState(false);
  const send = useCatalogueChange((archived: boolean) =>
    changeProject(project.id, { archived, seen_version: project.version }),
  );
  const change = useMutation({ mutationFn: send, onSuccess: () => setAsking(false) });
  const away = project.archived_at_ms !== null;
  return (
    <>
      <button type="button" className="btn quiet" onClick={() => setAsking(true)}>
        {t(away ? 'edit.bring_back' : 'edit.archive')}
      </button>
      <Confirm
        opened={asking}
        title={t(away ? 'edit.bring_back_title' : 'edit.archive_title', { name: project.name })}
        verb={t(away ? 'edit.bring_back' : 'edit.archive')}
        busy={change.isPending}
        error={change.error}
        onConfirm={() => change.mutate(!away)}
        onClose={() => setAsking(false)}
      >
        {t(away ? 'projects.bring_back_text' : 'projects.archive_text')}
      </Confirm>
    </>
  );
}
