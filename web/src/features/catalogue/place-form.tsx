// A route or a section: name, length, who sees it, and putting it away.
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { isApiError } from '../../lib/api';
import type { Route, Section } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import {
  changeRoute,
  changeSection,
  createRoute,
  createSection,
  useCatalogueChange,
  type Archivable,
  type NewPlace,
} from './api';
import { numberOf, useDraft } from './draft';
import { DraftNotes, theirs } from './draft-notes';
import pageCss from './project-page.module.css';
import css from './set-up.module.css';

export type Level = 'route' | 'section';
type Place = Pick<
  Section,
  'id' | 'code' | 'name' | 'length_m' | 'narrowed' | 'archived_at_ms' | 'version'
>;

interface FormProps {
  place: Route | Section;
  level: Level;
  onDone: () => void;
}

export function PlaceForm({ place, level, onDone }: FormProps) {
  const send = useCatalogueChange((change: Archivable<Place>) =>
    level === 'route' ? changeRoute(place.id, change) : changeSection(place.id, change),
  );
  const draft = useDraft<Place>(place, async (change) => {
    await send(change);
    onDone();
  });
  const away = place.archived_at_ms !== null;
  const archive = useMutation({
    mutationFn: () => send({ archived: !away, seen_version: place.version }),
    onSuccess: onDone,
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
        hint={theirs(draft, 'name', place)}
        onChange={(event) => draft.set({ name: event.target.value })}
      />
      <Field
        label={t('tree.length_m')}
        type="number"
        min={0}
        step="any"
        value={draft.value('length_m') ?? ''}
        bad={draft.bad('length_m')}
        hint={theirs(draft, 'length_m', place) ?? t('tree.length_hint')}
        onChange={(event) => draft.set({ length_m: numberOf(event.target.value) })}
      />
      <Narrowed
        level={level}
        checked={draft.value('narrowed')}
        onChange={(narrowed) => draft.set({ narrowed })}
      />
      {archive.error && <ErrorNote error={archive.error} />}
      <p className="t2">{t(away ? 'tree.bring_back_text' : 'tree.archive_text')}</p>
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
  );
}

interface NarrowedProps {
  level: Level;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Narrowed({ level, checked, onChange }: NarrowedProps) {
  return (
    <label className={pageCss['check']}>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {t('tree.narrowed_label')}
        <span className={css['hint']}>
          {t(level === 'route' ? 'tree.narrowed_route' : 'tree.narrowed_section')}
        </span>
      </span>
    </label>
  );
}

interface NewProps {
  parent_id: string;
  level: Level;
  onDone: () => void;
}

export function NewPlaceForm({ parent_id, level, onDone }: NewProps) {
  const [place, setPlace] = useState<NewPlace>({ code: '', name: '', length_m: null, narrowed: false });
  const send = useCatalogueChange((made: NewPlace): Promise<unknown> =>
    level === 'route'
      ? createRoute({ ...made, project_id: parent_id })
      : createSection({ ...made, route_id: parent_id }),
  );
  const create = useMutation({ mutationFn: send, onSuccess: onDone });
  const said = isApiError(create.error) ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ ...place, code: place.code.trim(), name: place.name.trim() });
  };
  return (
    <form className={css['form']} onSubmit={submit}>
      <div className={css['pair']}>
        <Field
          label={t('projects.code')}
          required
          maxLength={20}
          data-autofocus
          value={place.code}
          bad={said?.field('code')}
          onChange={(event) => setPlace({ ...place, code: event.target.value })}
        />
        <Field
          label={t('projects.name')}
          required
          maxLength={200}
          value={place.name}
          bad={said?.field('name')}
          onChange={(event) => setPlace({ ...place, name: event.target.value })}
        />
      </div>
      <Field
        label={t('tree.length_m')}
        hint={t('tree.length_hint')}
        type="number"
        min={0}
        step="any"
        value={place.length_m ?? ''}
        bad={said?.field('length_m')}
        onChange={(event) => setPlace({ ...place, length_m: numberOf(event.target.value) })}
      />
      <Narrowed
        level={level}
        checked={place.narrowed}
        onChange={(narrowed) => setPlace({ ...place, narrowed })}
      />
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
