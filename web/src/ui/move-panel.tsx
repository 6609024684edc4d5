// Where a photo belongs: section, checkpoint, which one. Free slots are marked; one taken already
// gets the photo as its next attempt, and says so.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Photo, Section, Slot } from '../lib/api.gen';
import { sectionSlotsQuery, type SlotRef } from '../lib/corrections';
import { formatDistance } from '../lib/format';
import { t } from '../lib/i18n';
import {
  checkpointKey,
  checkpointsOf,
  extraIndex,
  firstFree,
  isHere,
  sectionsFor,
  slotsOf,
} from '../lib/move-targets';
import { sectionsQuery } from '../lib/projects';
import css from './correct-panel.module.css';
import { PanelFrame } from './panel-frame';
import { ErrorNote, RowsLoading } from './states';
import { StatusShape, statusWord } from './status';

interface Props {
  photo: Photo;
  busy: boolean;
  onSend: (to: SlotRef, comment: string) => void;
  onClose: () => void;
}

export function MovePanel({ photo, busy, onSend, onClose }: Props) {
  const [section_id, setSection] = useState(photo.section_id);
  const [wanted, setWanted] = useState(checkpointKey(photo));
  const [chosen, setChosen] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const query = useQuery(sectionSlotsQuery(section_id));
  const items = query.data?.items ?? [];
  const checkpoints = checkpointsOf(items);
  const checkpoint =
    checkpoints.find((each) => checkpointKey(each) === wanted) ?? checkpoints[0] ?? null;
  const slots = checkpoint ? slotsOf(items, checkpointKey(checkpoint)) : [];
  const index = chosen ?? firstFree(slots, section_id, photo);
  const send = () => {
    if (!checkpoint) return;
    const { checkpoint_id, stage } = checkpoint;
    onSend({ section_id, checkpoint_id, stage, index }, comment.trim());
  };
  return (
    <PanelFrame
      title={t('move.title')}
      hint={checkpoint ? hintFor(slots.find((slot) => slot.index === index)) : ''}
      verb={t('move.send')}
      ready={checkpoint !== null}
      busy={busy}
      onSend={send}
      onClose={onClose}
    >
      <Sections
        photo={photo}
        chosen={section_id}
        onChoose={(id) => (setSection(id), setChosen(null))}
      />
      {query.error ? (
        <ErrorNote
          error={query.error}
          title={t('move.failed')}
          onRetry={() => void query.refetch()}
        />
      ) : query.isPending ? (
        <RowsLoading rows={2} />
      ) : checkpoint === null ? (
        <p className={css['block']}>{t('move.empty')}</p>
      ) : (
        <>
          <label className={css['block']}>
            {t('move.checkpoint')}
            <select
              className="input"
              value={checkpointKey(checkpoint)}
              onChange={(event) => (setWanted(event.target.value), setChosen(null))}
            >
              {checkpoints.map((each) => (
                <option key={checkpointKey(each)} value={checkpointKey(each)}>
                  {t('move.checkpoint_option', {
                    name: `${each.checkpoint_code} ${each.checkpoint_name}`,
                    stage: t(`stage.${each.stage}`),
                  })}
                </option>
              ))}
            </select>
          </label>
          <Slots
            slots={slots}
            index={index}
            isHere={(slot) => isHere(slot, section_id, photo)}
            onChoose={setChosen}
          />
        </>
      )}
      <label className={css['block']}>
        {t('move.comment')}
        <input
          className="input"
          maxLength={1000}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </label>
    </PanelFrame>
  );
}

// What happens to the photo there.
function hintFor(slot: Slot | undefined): string {
  if (!slot || slot.state === 'approved') return t('move.becomes_extra');
  return slot.state === 'due' ? '' : t('move.next_attempt');
}

function Sections(props: { photo: Photo; chosen: string; onChoose: (id: string) => void }) {
  const { photo, chosen, onChoose } = props;
  const [text, setText] = useState('');
  const all = useQuery(sectionsQuery(photo.project_id)).data ?? [];
  const found = sectionsFor(photo, all, text);
  return (
    <div className={css['block']}>
      <input
        className="input"
        type="search"
        aria-label={t('move.find')}
        placeholder={t('move.find')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className={css['list']} aria-label={t('move.sections')}>
        {found.map((each: Section) => (
          <li key={each.id}>
            <button
              type="button"
              className={css['choice']}
              aria-pressed={each.id === chosen}
              onClick={() => onChoose(each.id)}
            >
              <span className="grow clip">
                {each.code} {each.name}
              </span>
              <span className="t2 clip">{each.route_code}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="t2">{t('move.no_section')}</li>}
      </ul>
    </div>
  );
}

interface SlotsProps {
  slots: Slot[];
  index: number;
  isHere: (slot: Slot) => boolean;
  onChoose: (index: number) => void;
}

function Slots({ slots, index, isHere: here, onChoose }: SlotsProps) {
  const extra = extraIndex(slots);
  return (
    <div className={css['block']}>
      <span>{t('move.slots')}</span>
      <div className={css['slots']} role="group" aria-label={t('move.slots')}>
        {slots.map((slot) => (
          <button
            key={slot.index}
            type="button"
            className={`${css['slot']} ${slot.state === 'due' ? css['free'] : ''}`}
            aria-pressed={slot.index === index}
            disabled={here(slot)}
            onClick={() => onChoose(slot.index)}
          >
            {slot.state !== 'due' && !here(slot) && (
              <span aria-hidden>
                <StatusShape status={slot.state} size={15} />
              </span>
            )}
            {t('move.slot', { which: nthWord(slot), state: stateWord(slot, here(slot)) })}
          </button>
        ))}
        <button
          type="button"
          className={css['slot']}
          aria-pressed={index === extra}
          onClick={() => onChoose(extra)}
        >
          {t('move.extra')}
        </button>
      </div>
    </div>
  );
}

const nthWord = ({ index: n, chainage_m }: Slot) =>
  chainage_m === null
    ? t('move.nth', { n })
    : t('move.nth_at', { n, place: formatDistance(chainage_m) });

function stateWord(slot: Slot, here: boolean): string {
  if (here) return t('move.here');
  return slot.state === 'due' ? t('move.free') : statusWord(slot.state);
}
