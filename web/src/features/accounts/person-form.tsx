// Adding a person. A password is not asked: a sign-in link follows.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { isApiError } from '../../lib/api';
import type { Role, User } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Field } from '../../ui/field';
import { ErrorNote } from '../../ui/states';
import { createUser, usersQuery } from './api';
import css from './people.module.css';

export const roles: Role[] = ['crew', 'reviewer', 'viewer', 'admin'];

interface PersonFormProps {
  onDone: (user: User) => void;
  onCancel: () => void;
}

export function PersonForm({ onDone, onCancel }: PersonFormProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('crew');
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => createUser({ name: name.trim(), email: email.trim(), role }),
    onSuccess: (user) => {
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
      onDone(user);
    },
  });
  const said = isApiError(create.error) ? create.error : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form className={css['form']} onSubmit={submit}>
      <Field
        label={t('people.name')}
        required
        data-autofocus
        value={name}
        bad={said?.field('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={t('people.email')}
        type="email"
        required
        value={email}
        bad={said?.field('email')}
        onChange={(event) => setEmail(event.target.value)}
      />
      <fieldset className={css['roles']}>
        <legend>{t('people.role')}</legend>
        {roles.map((each) => (
          <label key={each} className={`chip ${each === role ? 'on' : ''}`}>
            <input
              type="radio"
              name="role"
              checked={each === role}
              onChange={() => setRole(each)}
            />
            {t(`role.${each}`)}
          </label>
        ))}
      </fieldset>
      {create.error && <ErrorNote error={create.error} />}
      <div className={css['acts']}>
        <button type="button" className="btn quiet" onClick={onCancel}>
          {t('act.cancel')}
        </button>
        <button type="submit" className="btn fill" disabled={create.isPending}>
          {t('people.add')}
        </button>
      </div>
    </form>
  );
}
