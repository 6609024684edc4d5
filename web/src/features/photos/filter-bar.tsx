// The filters as chips that read as a sentence: "Came back · S3 Larrañaga–Varela · TR-03 · since
// 19 Nov". One that is chosen carries its own cross.
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { checkpointNamesQuery } from '../../lib/corrections';
import { t } from '../../lib/i18n';
import { routesQuery, sectionsQuery } from '../../lib/projects';
import { useMe } from '../../lib/session';
import { flagWord } from '../../ui/flags';
import { StatusShape, statusWord } from '../../ui/status';
import { photosQuery } from './api';
import { DayChip } from './day-chip';
import { attempts, flags, isFiltered, stages, statuses, withParams, type PhotoFilter } from './filters';
import css from './list.module.css';

export type Choose = (changes: Record<string, string | null>) => void;

export function FilterBar({ filter }: { filter: PhotoFilter }) {
  const [, setParams] = useSearchParams();
  const choose: Choose = (changes) => setParams((now) => withParams(now, changes), { replace: true });
  const set = (key: string) => (value: string | null) => choose({ [key]: value });
  return (
    <div className={css['chips']} role="group" aria-label={t('photos.filters')}>
      <Choice
        label={t('photos.label_status')}
        any={t('photos.any_status')}
        chosen={filter.status}
        options={statuses.map((value) => ({
          value,
          word: statusWord(value),
          shape: <StatusShape status={value} />,
        }))}
        onChoose={set('status')}
      />
      <Place filter={filter} choose={choose} />
      <Work filter={filter} choose={choose} />
      <Choice
        label={t('photos.label_stage')}
        any={t('photos.any_stage')}
        chosen={filter.stage}
        options={stages.map((value) => ({ value, word: t(`stage.${value}`) }))}
        onChoose={set('stage')}
      />
      <People filter={filter} onChoose={set('by')} />
      <DayChip from={filter.from} to={filter.to} choose={choose} />
      <Choice
        label={t('photos.label_flag')}
        any={t('photos.any_flag')}
        chosen={filter.flag}
        options={flags.map((value) => ({ value, word: flagWord(value) }))}
        onChoose={set('flag')}
      />
      <Choice
        label={t('photos.label_received')}
        any={t('photos.any_received')}
        chosen={filter.received}
        options={[
          { value: 'preview', word: t('photos.received_preview') },
          { value: 'original', word: t('photos.received_original') },
        ]}
        onChoose={set('received')}
      />
      <Choice
        label={t('photos.label_attempts')}
        any={t('photos.any_attempts')}
        chosen={filter.attempts}
        options={attempts.map((value) => ({ value, word: t(`photos.attempts_${value}`) }))}
        onChoose={set('attempts')}
      />
      {isFiltered(filter) && (
        <button type="button" className="btn quiet" onClick={() => choose(kNothing)}>
          {t('photos.filters_clear')}
        </button>
      )}
    </div>
  );
}

const kKeys = 'status route section work checkpoint stage by from to flag received attempts q'.split(' ');
const kNothing = Object.fromEntries(kKeys.map((key) => [key, null]));

// Routes with their sections under them; one chip for both.
function Place({ filter, choose }: { filter: PhotoFilter; choose: Choose }) {
  const routes = useQuery(routesQuery(filter.project_id)).data ?? [];
  const sections = useQuery(sectionsQuery(filter.project_id)).data ?? [];
  const options = routes.flatMap((route) => [
    { value: `route ${route.id}`, word: `${route.code} ${route.name}`, head: true },
    ...sections
      .filter((each) => each.route_id === route.id)
      .map((each) => ({ value: `section ${each.id}`, word: `${each.code} ${each.name}` })),
  ]);
  const { section_id, route_id } = filter;
  const chosen = section_id ? `section ${section_id}` : route_id ? `route ${route_id}` : null;
  const onChoose = (value: string | null) => {
    const [kind, id = null] = value?.split(' ') ?? [];
    choose({ section: kind === 'section' ? id : null, route: kind === 'route' ? id : null });
  };
  return (
    <Choice
      label={t('photos.label_place')}
      any={t('photos.any_place')}
      chosen={chosen}
      options={options}
      onChoose={onChoose}
    />
  );
}

// Work types with their checkpoints under them, likewise.
function Work({ filter, choose }: { filter: PhotoFilter; choose: Choose }) {
  const checkpoints = useQuery(checkpointNamesQuery(filter.project_id)).data ?? [];
  const types = new Map(checkpoints.map((each) => [each.work_type_id, each.work_type_name]));
  const options = [...types].flatMap(([type, name]) => [
    { value: `work ${type}`, word: name, head: true },
    ...checkpoints
      .filter((each) => each.work_type_id === type)
      .map((each) => ({ value: `checkpoint ${each.id}`, word: `${each.code} ${each.name}` })),
  ]);
  const { work_type_id, checkpoint_id } = filter;
  const chosen = checkpoint_id
    ? `checkpoint ${checkpoint_id}`
    : work_type_id && `work ${work_type_id}`;
  const onChoose = (value: string | null) => {
    const [kind, id = null] = value?.split(' ') ?? [];
    choose({ checkpoint: kind === 'checkpoint' ? id : null, work: kind === 'work' ? id : null });
  };
  return (
    <Choice
      label={t('photos.label_checkpoint')}
      any={t('photos.any_checkpoint')}
      chosen={chosen}
      options={options}
      onChoose={onChoose}
    />
  );
}

// Oneself, and whoever took the photos that are listed.
function People(props: { filter: PhotoFilter; onChoose: (value: string | null) => void }) {
  const me = useMe();
  const { data } = useInfiniteQuery(photosQuery(props.filter));
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const names = new Map(rows.map((row) => [row.owner_id, row.owner_name]));
  if (me) names.delete(me.id);
  const others = [...names].map(([value, word]) => ({ value, word }));
  const mine = me && me.role !== 'viewer' ? [{ value: 'me', word: t('photos.mine') }] : [];
  return (
    <Choice
      label={t('photos.label_by')}
      any={t('photos.everyone')}
      chosen={props.filter.owner_id}
      options={[...mine, ...others.sort((a, b) => a.word.localeCompare(b.word))]}
      onChoose={props.onChoose}
    />
  );
}

interface Option {
  value: string;
  word: string;
  shape?: ReactNode;
  head?: boolean;
}
interface ChoiceProps {
  label: string;
  any: string;
  chosen: string | null;
  options: Option[];
  onChoose: (value: string | null) => void;
}

function Choice({ label, any, chosen, options, onChoose }: ChoiceProps) {
  const one = options.find((each) => each.value === chosen);
  const shown = one?.word ?? (chosen === null ? label : '…');
  return (
    <span className={css['chip']}>
      <Menu position="bottom-start">
        <Menu.Target>
          <button
            type="button"
            className={`chip ${chosen === null ? '' : 'on'}`}
            aria-label={chosen === null ? t('photos.any_of', { label }) : `${label}: ${shown}`}
          >
            {one?.shape}
            <span className="clip">{shown}</span>
            {chosen === null && <IconChevronDown size={15} stroke={1.75} />}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={css['menu']}>
          <Menu.Item onClick={() => onChoose(null)}>{any}</Menu.Item>
          {options.map(({ value, word, shape, head }) => (
            <Menu.Item
              key={value}
              leftSection={shape}
              rightSection={value === chosen && <IconCheck size={15} />}
              onClick={() => onChoose(value)}
            >
              {head ? <b className="strong">{word}</b> : word}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen !== null && <TakeAway label={label} word={shown} onClick={() => onChoose(null)} />}
    </span>
  );
}

export function TakeAway(props: { label: string; word: string; onClick: () => void }) {
  const { label, word, onClick } = props;
  return (
    <button
      type="button"
      className={css['away']}
      aria-label={t('photos.take_away', { label, word })}
      onClick={onClick}
    >
      <IconX size={14} stroke={2} aria-hidden />
    </button>
  );
}
