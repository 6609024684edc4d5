// Checkpoints of one work type in the order crews meet them; moved by buttons or Alt and arrows.
import { Modal } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCamera, IconPlus } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import type { Checkpoint, WorkType } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { ErrorNote } from '../../ui/states';
import { pictureUrl } from './checklist-api';
import css from './checklist.module.css';
import { demandOf } from './checkpoint-words';
import { NewCheckpointForm } from './new-checkpoint';
import { moved } from './order';
import { useOrder } from './use-order';

interface Props {
  project_id: string;
  types: WorkType[];
  all: Checkpoint[];
  type: WorkType;
  chosen: Checkpoint | null;
  onChoose: (id: string) => void;
}

export function CheckpointList({ project_id, types, all, type, chosen, onChoose }: Props) {
  const [adding, setAdding] = useState(false);
  const order = useOrder(project_id);
  const isShown = (each: Checkpoint) =>
    each.work_type_id === type.id && each.archived_at_ms === null;
  const live = all.filter(isShown);
  const archived = all.filter((each) => each.work_type_id === type.id && !isShown(each));
  const move = (id: string, step: -1 | 1) => {
    const checkpoints = moved(all, id, step, isShown);
    if (checkpoints.some((each, i) => each.id !== all[i]!.id)) order.mutate({ types, checkpoints });
  };
  return (
    <section className={css['list']} aria-label={t('checklist.of', { name: type.name })}>
      {order.error && <ErrorNote error={order.error} />}
      <ol>
        {live.map((each, i) => (
          <Row
            key={each.id}
            checkpoint={each}
            on={each.id === chosen?.id}
            first={i === 0}
            last={i === live.length - 1}
            onChoose={() => onChoose(each.id)}
            onMove={(step) => move(each.id, step)}
          />
        ))}
      </ol>
      {live.length === 0 && <p className={css['none']}>{t('checklist.none')}</p>}
      <button type="button" className="btn quiet" onClick={() => setAdding(true)}>
        <IconPlus size={18} stroke={1.75} aria-hidden />
        {t('checklist.add')}
      </button>
      {archived.length > 0 && (
        <details className={css['away']}>
          <summary>{t('checklist.archived', { count: archived.length })}</summary>
          <ul>
            {archived.map((each) => (
              <Row
                key={each.id}
                checkpoint={each}
                on={each.id === chosen?.id}
                onChoose={() => onChoose(each.id)}
              />
            ))}
          </ul>
        </details>
      )}
      <p className={css['help']}>
        {t('checklist.order_help')} <kbd className="kbd">Alt</kbd> <kbd className="kbd">↑</kbd>{' '}
        <kbd className="kbd">↓</kbd>
      </p>
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('checklist.add')}>
        <NewCheckpointForm
          type={type}
          onCancel={() => setAdding(false)}
          onDone={(made) => {
            setAdding(false);
            onChoose(made.id);
          }}
        />
      </Modal>
    </section>
  );
}

interface RowProps {
  checkpoint: Checkpoint;
  on: boolean;
  first?: boolean;
  last?: boolean;
  onChoose: () => void;
  onMove?: (step: -1 | 1) => void;
}

function Row({ checkpoint, on, first, last, onChoose, onMove }: RowProps) {
  const { code, name, stage } = checkpoint;
  const picture = pictureUrl(checkpoint);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!onMove || !event.altKey) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li className={`${css['row']} ${on ? css['on'] : ''}`} onKeyDown={onKeyDown}>
      <button type="button" className={css['pick']} aria-pressed={on} onClick={onChoose}>
        <span className={css['thumb']}>
          {picture ? <img src={picture} alt="" loading="lazy" /> : <IconCamera size={18} stroke={1.5} />}
        </span>
        <span className="grow">
          <b className="strong">{name}</b>
          <span className={css['sub']}>
            {code} · {t(`stage.${stage}`)} · {demandOf(checkpoint)}
          </span>
        </span>
      </button>
      {onMove && (
        <span className={css['steps']}>
          <button
            type="button"
            className="btn quiet square"
            aria-label={t('checklist.up', { name: code })}
            aria-disabled={first}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={15} stroke={1.75} aria-hidden />
          </button>
          <button
            type="button"
            className="btn quiet square"
            aria-label={t('checklist.down', { name: code })}
            aria-disabled={last}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={15} stroke={1.75} aria-hidden />
          </button>
        </span>
      )}
    </li>
  );
}
