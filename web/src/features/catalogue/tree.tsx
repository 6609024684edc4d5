// Routes and their sections as one table; each row opens its form.
import { Modal } from '@mantine/core';
import { IconPencil, IconPlus, IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project, Route, Section } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import { Loaded } from '../../ui/loaded';
import { Empty } from '../../ui/states';
import { allRoutesQuery, allSectionsQuery } from './api';
import { NewPlaceForm, PlaceForm, type Level } from './place-form';
import css from './project-page.module.css';

// What the dialog is about: something there, or something new under a parent.
type Asked = { edit: Route | Section; level: Level } | { under: string; level: Level };

export function Tree({ project }: { project: Project }) {
  const routes = useQuery(allRoutesQuery(project.id));
  const sections = useQuery(allSectionsQuery(project.id));
  const [asked, setAsked] = useState<Asked | null>(null);
  const { route_word, section_word } = project;
  const both =
    routes.data && sections.data ? { routes: routes.data, sections: sections.data } : undefined;
  const refetch = () => Promise.all([routes.refetch(), sections.refetch()]);
  const close = () => setAsked(null);
  return (
    <section>
      <div className={css['head']}>
        <h2 className="grow">{t('tree.title', { routes: route_word, sections: section_word })}</h2>
        <button
          type="button"
          className="btn"
          onClick={() => setAsked({ under: project.id, level: 'route' })}
        >
          <IconPlus size={18} stroke={1.75} aria-hidden />
          {t('tree.add', { word: route_word })}
        </button>
      </div>
      <Loaded
        of={{ data: both, error: routes.error ?? sections.error, refetch }}
        failed={t('tree.failed')}
      >
        {(all) =>
          all.routes.length === 0 ? (
            <Empty icon={IconRoute} title={t('tree.empty_title', { word: route_word })}>
              {t('tree.empty_text')}
            </Empty>
          ) : (
            <Rows project={project} {...all} onAsk={setAsked} />
          )
        }
      </Loaded>
      <Modal opened={asked !== null} onClose={close} title={asked && titleOf(asked, project)}>
        {asked &&
          ('edit' in asked ? (
            <PlaceForm place={storedOf(asked, both)} level={asked.level} onDone={close} />
          ) : (
            <NewPlaceForm parent_id={asked.under} level={asked.level} onDone={close} />
          ))}
      </Modal>
    </section>
  );
}

function titleOf(asked: Asked, { route_word, section_word }: Project): string {
  if ('edit' in asked) return `${asked.edit.code} ${asked.edit.name}`;
  return t('tree.add', { word: asked.level === 'route' ? route_word : section_word });
}

// As it is stored now, so that a change by somebody else reaches the open form.
function storedOf(
  { edit, level }: Extract<Asked, { edit: unknown }>,
  all: { routes: Route[]; sections: Section[] } | undefined,
) {
  const list: (Route | Section)[] = all?.[level === 'route' ? 'routes' : 'sections'] ?? [];
  return list.find(({ id }) => id === edit.id) ?? edit;
}

interface RowsProps {
  project: Project;
  routes: Route[];
  sections: Section[];
  onAsk: (asked: Asked) => void;
}

function Rows({ project, routes, sections, onAsk }: RowsProps) {
  return (
    <table className={`data ${css['tree']}`}>
      <thead>
        <tr>
          <th>{t('projects.name')}</th>
          <th className="num">{t('tree.length')}</th>
          <th>
            <span className="sr">{t('tree.acts')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.flatMap((route) => [
          <Row
            key={route.id}
            place={route}
            level="route"
            onEdit={() => onAsk({ edit: route, level: 'route' })}
            add={{
              word: t('tree.add', { word: project.section_word }),
              label: t('tree.add_to', { word: project.section_word, name: route.code }),
              act: () => onAsk({ under: route.id, level: 'section' }),
            }}
          />,
          ...sections
            .filter(({ route_id }) => route_id === route.id)
            .map((section) => (
              <Row
                key={section.id}
                place={section}
                level="section"
                onEdit={() => onAsk({ edit: section, level: 'section' })}
              />
            )),
        ])}
      </tbody>
    </table>
  );
}

interface RowProps {
  place: Route | Section;
  level: Level;
  onEdit: () => void;
  add?: { word: string; label: string; act: () => void };
}

function Row({ place, level, onEdit, add }: RowProps) {
  const away = place.archived_at_ms !== null;
  return (
    <tr className={`${css[level]} ${away ? css['away'] : ''}`}>
      <td className={css['name']}>
        {place.code} {place.name}
        {place.narrowed && <span className={css['tag']}>{t('tree.narrowed')}</span>}
        {away && <span className={css['tag']}>{t('tree.archived')}</span>}
      </td>
      <td className="num">{place.length_m === null ? '–' : formatDistance(place.length_m)}</td>
      <td>
        {add && !away && (
          <button type="button" className="btn quiet" aria-label={add.label} onClick={add.act}>
            <IconPlus size={18} stroke={1.75} aria-hidden />
            <span className={css['roomy']}>{add.word}</span>
          </button>
        )}
        <button
          type="button"
          className="btn quiet"
          aria-label={t('tree.edit', { name: place.code })}
          onClick={onEdit}
        >
          <IconPencil size={18} stroke={1.75} aria-hidden />
        </button>
      </td>
    </tr>
  );
}
