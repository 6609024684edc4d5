// The table of the matrix. Arrow keys walk its cells; a cell gives or takes a membership.
import { IconCheck, IconEyeOff, IconLock } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { Link } from 'react-router';
import type { AccessPerson, Project } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Confirm } from '../../ui/confirm';
import { ErrorNote } from '../../ui/states';
import css from './access.module.css';
import { useMembership } from './api';
import { sightOf, type Column } from './matrix';

interface Props {
  project: Project;
  people: AccessPerson[];
  columns: Column[];
}

const nameOf = ({ name, email }: AccessPerson) => name || email;
const placeOf = ({ code, name }: Column) => [code, name].filter(Boolean).join(' ');

const steps: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

// Moves the focus to the neighbouring cell, where there is one.
function walk(event: KeyboardEvent<HTMLTableElement>) {
  const step = steps[event.key];
  const at = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')?.dataset['cell'];
  if (!step || !at) return;
  const [row, column] = at.split(' ').map(Number) as [number, number];
  const next = `[data-cell="${row + step[0]} ${column + step[1]}"]`;
  const cell = event.currentTarget.querySelector<HTMLElement>(next);
  if (!cell) return;
  event.preventDefault();
  cell.focus();
}

export function AccessTable({ project, people, columns }: Props) {
  const change = useMembership();
  const [taking, setTaking] = useState<{ person: AccessPerson; column: Column } | null>(null);
  const taken = taking && sightOf(taking.column, taking.person);
  const press = (person: AccessPerson, column: Column) => {
    const sight = sightOf(column, person);
    if (sight.kind === 'own') setTaking({ person, column });
    else change.mutate({ user_id: person.user_id, ...column.place });
  };
  const close = () => {
    change.reset();
    setTaking(null);
  };
  return (
    <>
      {change.error && !taking && <ErrorNote error={change.error} />}
      <div className={css['frame']}>
        <table className={`data ${css['matrix']}`} onKeyDown={walk}>
          <thead>
            <tr>
              <th>{t('access.person')}</th>
              {columns.map((column) => (
                <Head key={column.id} column={column} project={project} />
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person, row) => (
              <tr key={person.user_id} className={person.disabled ? css['off'] : undefined}>
                <th scope="row">
                  <span className={css['name']}>{nameOf(person)}</span>
                  <span className={css['role']}>
                    {t(`role.${person.role}`)}
                    {person.disabled && ` · ${t('access.disabled')}`}
                  </span>
                </th>
                {columns.map((column, index) => (
                  <Cell
                    key={column.id}
                    person={person}
                    column={column}
                    at={`${row} ${index}`}
                    onPress={() => press(person, column)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Confirm
        opened={taking !== null}
        title={t('access.take_title', { name: taking ? nameOf(taking.person) : '' })}
        verb={t('access.take_verb')}
        busy={change.isPending}
        error={change.error}
        onConfirm={() => {
          if (taken?.kind !== 'own') return close(); // somebody else was first
          change.mutate({ member_id: taken.member_id }, { onSuccess: close });
        }}
        onClose={close}
      >
        {taking &&
          t('access.take_text', { name: nameOf(taking.person), place: placeOf(taking.column) })}
      </Confirm>
    </>
  );
}

function Head({ column, project }: { column: Column; project: Project }) {
  const { code, name, level, narrowed, narrowed_sections, unseen_sections } = column;
  const to = `/set-up/access?project=${project.id}&route=${column.id}`;
  return (
    <th className={css['place']} title={name}>
      {level === 'project' ? (
        t('access.project')
      ) : level === 'route' ? (
        <Link className="link" to={to} aria-label={t('access.open', { name: placeOf(column) })}>
          {code}
        </Link>
      ) : (
        code
      )}
      {(narrowed || narrowed_sections > 0) && (
        <span
          className={css['note']}
          title={
            narrowed
              ? t('access.narrowed')
              : t('access.some_narrowed', { count: narrowed_sections })
          }
        >
          <IconLock size={15} stroke={1.75} aria-hidden />
          <span className="sr">
            {narrowed
              ? t('access.narrowed')
              : t('access.some_narrowed', { count: narrowed_sections })}
          </span>
          {!narrowed && narrowed_sections}
        </span>
      )}
      {unseen_sections > 0 && (
        <span
          className={`${css['note']} ${css['gap']}`}
          title={t('access.unseen_here', { count: unseen_sections })}
        >
          <IconEyeOff size={15} stroke={1.75} aria-hidden />
          <span className="sr">{t('access.unseen_here', { count: unseen_sections })}</span>
          <span aria-hidden>{unseen_sections}</span>
        </span>
      )}
    </th>
  );
}

interface CellProps {
  person: AccessPerson;
  column: Column;
  at: string;
  onPress: () => void;
}

function Cell({ person, column, at, onPress }: CellProps) {
  const sight = sightOf(column, person);
  const name = nameOf(person);
  const place = placeOf(column);
  const label =
    sight.kind === 'own'
      ? t('access.take', { name, place })
      : sight.kind === 'none'
        ? t('access.give', { name, place })
        : t('access.through', { name, place, what: t(`access.through_${sight.through}`) });
  const part = sight.kind !== 'none' && sight.part;
  return (
    <td>
      <button
        type="button"
        data-cell={at}
        className={css['cell']}
        aria-label={label}
        aria-pressed={sight.kind !== 'none'}
        title={label}
        onClick={onPress}
      >
        <i className={`${css['mark']} ${sight.kind === 'none' ? '' : css[sight.kind]}`}>
          {sight.kind !== 'none' && <IconCheck size={15} stroke={2.5} aria-hidden />}
        </i>
        {part && (
          <span className={css['part']}>
            {t('access.part', { n: sight.sections, all: column.sections })}
          </span>
        )}
      </button>
    </td>
  );
}
