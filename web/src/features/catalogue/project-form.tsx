// A new project: code and name are enough; the rest has sensible values.
import { useState, type FormEvent } from 'react';
import { isApiError } from '../../lib/api';
import { t, type TextKey } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { useCreateProject, type NewProject } from './api';
import css from './set-up.module.css';

const rules = [
  ['max_accuracy_m', 'projects.max_accuracy'],
  ['max_line_distance_m', 'projects.max_line_distance'],
  ['max_photo_distance_m', 'projects.max_photo_distance'],
] as const satisfies [keyof NewProject, TextKey][];

const words = [
  ['route_word', 'projects.route_word', 'route'],
  ['section_word', 'projects.section_word', 'section'],
] as const satisfies [keyof NewProject, TextKey, string][];

type Values = Partial<Record<keyof NewProject, string>>;

// Only what was filled in is sent; the server knows the defaults.
export function projectOf(values: Values): NewProject {
  const filled = Object.entries(values).filter(([, value]) => value.trim() !== '');
  const typed = filled.map(([key, value]) =>
    rules.some(([rule]) => rule === key) ? [key, Number(value)] : [key, value.trim()],
  );
  return Object.fromEntries(typed) as NewProject;
}

const hereZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ProjectForm({ onDone }: { onDone: () => void }) {
  const [values, setValues] = useState<Values>({ time_zone: hereZone() });
  const create = useCreateProject();
  const said = isApiError(create.error) ? create.error : null;
  const field = (name: keyof NewProject) => ({
    value: values[name] ?? '',
    bad: said?.field(name),
    onChange: (event: { target: { value: string } }) =>
      setValues({ ...values, [name]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(projectOf(values), { onSuccess: onDone });
  };
  return (
    <form className={css['form']} onSubmit={submit}>
      <div className={css['pair']}>
        <Field label={t('projects.code')} required maxLength={20} data-autofocus {...field('code')} />
        <Field label={t('projects.name')} required maxLength={200} {...field('name')} />
      </div>
      <Field label={t('projects.time_zone')} required {...field('time_zone')} />
      <fieldset className={css['group']}>
        <legend>{t('projects.words')}</legend>
        <div className={css['pair']}>
          {words.map(([name, label, usual]) => (
            <Field key={name} label={t(label)} placeholder={usual} {...field(name)} />
          ))}
        </div>
      </fieldset>
      <fieldset className={css['group']}>
        <legend>{t('projects.rules')}</legend>
        <div className={css['three']}>
          {rules.map(([name, label]) => (
            <Field
              key={name}
              label={t(label)}
              type="number"
              min={1}
              placeholder={t('projects.no_rule')}
              {...field(name)}
            />
          ))}
        </div>
      </fieldset>
      {create.error && <ErrorNote error={create.error} />}
      <p className="t2">{t('projects.unseen_next')}</p>
      <div className={css['acts']}>
        <button type="button" className="btn quiet" onClick={onDone}>
          {t('act.cancel')}
        </button>
        <button type="submit" className="btn fill" disabled={create.isPending}>
          {t('projects.create')}
        </button>
      </div>
    </form>
  );
}
