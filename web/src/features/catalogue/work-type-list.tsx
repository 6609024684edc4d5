// Work types of a project, in order, with how many checkpoints each has.
import { Modal } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { Checkpoint, WorkType } from '../../lib/api.gen';
import { formatNumber } from '../../lib/format';
import { t } from '../../lib/i18n';
import { ErrorNote } from '../../ui/states';
import css from './checklist.module.css';
import { moved } from './order';
import { useOrder } from './use-order';
import { WorkTypeForm } from './work-type-form';

interface Props {
  project_id: string;
  types: WorkType[];
  checkpoints: Checkpoint[];
  chosen: WorkType;
  onChoose: (id: string) => void;
}

export function WorkTypeList({ project_id, types, checkpoints, chosen, onChoose }: Props) {
  const [renaming, setRenaming] = useState(false);
  const order = useOrder(project_id);
  const countOf = (id: string) =>
    checkpoints.filter((each) => each.work_type_id === id && each.archived_at_ms === null).length;
  const move = (id: string, step: -1 | 1) =>
    order.mutate({ types: moved(types, id, step, () => true), checkpoints });
  const onKeyDown = (event: KeyboardEvent, id: string) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(id, event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <section className={css['types']} aria-label={t('checklist.types')}>
      <ol>
        {types.map((type) => (
          <li key={type.id}>
            <button
              type="button"
              className={css['type']}
              aria-pressed={type.id === chosen.id}
              onClick={() => onChoose(type.id)}
              onKeyDown={(event) => onKeyDown(event, type.id)}
            >
              <span className="grow">{type.name}</span>
              <span className="t2">{formatNumber(countOf(type.id))}</span>
            </button>
          </li>
        ))}
      </ol>
      <div className={css['typeActs']}>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('tree.edit', { name: chosen.name })}
          onClick={() => setRenaming(true)}
        >
          <IconPencil size={18} stroke={1.75} aria-hidden />
        </button>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('checklist.up', { name: chosen.name })}
          aria-disabled={types[0]?.id === chosen.id}
          onClick={() => move(chosen.id, -1)}
        >
          <IconArrowUp size={18} stroke={1.75} aria-hidden />
        </button>
        <button
          type="button"
          className="btn quiet square"
          aria-label={t('checklist.down', { name: chosen.name })}
          aria-disabled={types.at(-1)?.id === chosen.id}
          onClick={() => move(chosen.id, 1)}
        >
          <IconArrowDown size={18} stroke={1.75} aria-hidden />
        </button>
      </div>
      {order.error && <ErrorNote error={order.error} />}
      <Modal opened={renaming} onClose={() => setRenaming(false)} title={chosen.code}>
        <WorkTypeForm type={chosen} onDone={() => setRenaming(false)} />
      </Modal>
    </section>
  );
}
