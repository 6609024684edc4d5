// Makes somebody a member: of the whole project, or of the route that is open.
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import type { AccessPerson, AccessRoute, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Loaded } from '../../ui/loaded';
import { ErrorNote } from '../../ui/states';
import css from './access.module.css';
import { everybodyQuery, useMembership } from './api';

interface Props {
  project: Project;
  known: AccessPerson[];
  route: AccessRoute | null;
  onDone: () => void;
}

export function AddMember({ project, known, route, onDone }: Props) {
  const people = useQuery(everybodyQuery);
  const add = useMembership();
  const [user_id, setUser] = useState('');
  const id = useId();
  const is_known = new Set(known.map((person) => person.user_id));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = route ? { route_id: route.id } : {};
    add.mutate({ user_id, project_id: project.id, ...place }, { onSuccess: onDone });
  };
  return (
    <Loaded of={people} failed={t('people.failed')}>
      {(all) => {
        const others = all.filter(
          (each) => !each.disabled && each.role !== 'admin' && !is_known.has(each.id),
        );
        if (others.length === 0) return <p className="t2">{t('access.add_none')}</p>;
        return (
          <form className={css['form']} onSubmit={submit}>
            <div className="field">
              <label htmlFor={id}>{t('access.add_who')}</label>
              <select
                id={id}
                className="input"
                required
                data-autofocus
                value={user_id}
                onChange={(event) => setUser(event.target.value)}
              >
                <option value="">{t('access.add_choose')}</option>
                {others.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name || each.email} · {t(`role.${each.role}`)}
                  </option>
                ))}
              </select>
              <span className="hint">
                {t('access.add_where')}{' '}
                {route ? `${route.code} ${route.name}` : t('access.add_whole')}
              </span>
            </div>
            {add.error && <ErrorNote error={add.error} />}
            <div className={css['acts']}>
              <button type="button" className="btn quiet" onClick={onDone}>
                {t('act.cancel')}
              </button>
              <button type="submit" className="btn fill" disabled={add.isPending}>
                {t('access.add')}
              </button>
            </div>
          </form>
        );
      }}
    </Loaded>
  );
}
