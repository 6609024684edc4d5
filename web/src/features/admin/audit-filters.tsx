// Which events are shown: of a project, of a kind, by a person, in a span of days.
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import { t } from '../../lib/i18n';
import { projectsQuery } from '../../lib/projects';
import { everybodyQuery, type AuditFilter } from './api';
import { kinds } from './audit-words';
import css from './audit.module.css';

const sorted = [...kinds].sort((a, b) => a.word.localeCompare(b.word));

export function Filters({ filter }: { filter: AuditFilter }) {
  const [params, setParams] = useSearchParams();
  const projects = useQuery(projectsQuery).data ?? [];
  const people = useQuery(everybodyQuery).data ?? [];
  const set = (key: string, value: string) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) next.set(key, value);
        else next.delete(key);
        return next;
      },
      { replace: true },
    );
  return (
    <div className={css['filters']}>
      <Pick
        label={t('audit.filter_project')}
        any={t('audit.any_project')}
        value={filter.project_id}
        options={projects.map(({ id, name }) => ({ value: id, word: name }))}
        onPick={(value) => set('project_id', value)}
      />
      <Pick
        label={t('audit.filter_kind')}
        any={t('audit.any_kind')}
        value={filter.kind}
        options={sorted}
        onPick={(value) => set('kind', value)}
      />
      <Pick
        label={t('audit.filter_actor')}
        any={t('audit.any_actor')}
        value={filter.actor_id}
        options={people.map(({ id, name, email }) => ({ value: id, word: name || email }))}
        onPick={(value) => set('actor_id', value)}
      />
      <Day
        label={t('audit.filter_from')}
        value={params.get('from') ?? ''}
        onPick={(value) => set('from', value)}
      />
      <Day
        label={t('audit.filter_to')}
        value={params.get('to') ?? ''}
        onPick={(value) => set('to', value)}
      />
    </div>
  );
}

interface PickProps {
  label: string;
  any: string;
  value: string | null;
  options: { value: string; word: string }[];
  onPick: (value: string) => void;
}

function Pick({ label, any, value, options, onPick }: PickProps) {
  const id = useId();
  const known = value === null || options.some((each) => each.value === value);
  return (
    <div className={css['filter']}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value ?? ''}
        onChange={(event) => onPick(event.target.value)}
      >
        <option value="">{any}</option>
        {!known && <option value={value!}>{value}</option>}
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.word}
          </option>
        ))}
      </select>
    </div>
  );
}

interface DayProps {
  label: string;
  value: string;
  onPick: (value: string) => void;
}

function Day({ label, value, onPick }: DayProps) {
  const id = useId();
  return (
    <div className={css['filter']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="date"
        className="input"
        value={value}
        onChange={(event) => onPick(event.target.value)}
      />
    </div>
  );
}
