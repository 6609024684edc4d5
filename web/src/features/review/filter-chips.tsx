// The filters as chips that read as a sentence: "Pending, S3 Larrañaga–Varela, oldest first".
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { t } from '../../lib/i18n';
import { pendingQuery, routesQuery, sectionsQuery } from '../../lib/projects';
import { StatusShape, statusWord } from '../../ui/status';
import type { QueueFilter } from './api';
import { statuses, withParams } from './filters';
import css from './filter-chips.module.css';

export function FilterChips({ filter }: { filter: QueueFilter }) {
  const [, setParams] = useSearchParams();
  // Filters change what is looked at, so a photo named in the address no longer holds.
  const choose = (changes: Record<string, string | null>) =>
    setParams((now) => withParams(now, { ...changes, photo: null }), { replace: true });
  return (
    <div className={css['chips']}>
      <Choice label={t('review.status_label')} shown={statusWord(filter.status)}>
        {statuses.map((status) => (
          <Menu.Item
            key={status}
            leftSection={<StatusShape status={status} />}
            rightSection={status === filter.status && <IconCheck size={15} />}
            onClick={() => choose({ status })}
          >
            {statusWord(status)}
          </Menu.Item>
        ))}
      </Choice>
      <PlaceChip filter={filter} choose={choose} />
      <Choice label={t('review.order_label')} shown={t(`review.${filter.order}`)}>
        {(['oldest', 'newest'] as const).map((order) => (
          <Menu.Item
            key={order}
            rightSection={order === filter.order && <IconCheck size={15} />}
            onClick={() => choose({ order })}
          >
            {t(`review.${order}`)}
          </Menu.Item>
        ))}
      </Choice>
    </div>
  );
}

function Choice(props: { label: string; shown: string; children: ReactNode }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="chip" aria-label={`${props.label}: ${props.shown}`}>
          {props.shown}
          <IconChevronDown size={15} stroke={1.75} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>{props.children}</Menu.Dropdown>
    </Menu>
  );
}

type Choose = (changes: Record<string, string | null>) => void;

function PlaceChip({ filter, choose }: { filter: QueueFilter; choose: Choose }) {
  const routes = useQuery(routesQuery(filter.project_id)).data ?? [];
  const sections = useQuery(sectionsQuery(filter.project_id)).data ?? [];
  // Counted when the menu opens, not while photos are judged.
  const [opened, setOpened] = useState(false);
  const pending = useQuery({ ...pendingQuery(filter.project_id), enabled: opened }).data;
  const section = sections.find((each) => each.id === filter.section_id);
  const route = routes.find((each) => each.id === filter.route_id);
  const chosen = section ?? route;
  const shown = chosen ? `${chosen.code} ${chosen.name}` : t('review.section_any');
  return (
    <span className={css['pair']}>
      <Menu position="bottom-start" opened={opened} onChange={setOpened}>
        <Menu.Target>
          <button
            type="button"
            className={`chip ${chosen ? 'on' : ''}`}
            aria-label={`${t('review.section_label')}: ${shown}`}
          >
            {shown}
            {!chosen && <IconChevronDown size={15} stroke={1.75} />}
          </button>
        </Menu.Target>
        <Menu.Dropdown className={css['long']}>
          <Menu.Item onClick={() => choose({ section: null, route: null })}>
            {t('review.section_any')}
          </Menu.Item>
          {routes.map((each) => (
            <RouteItems
              key={each.id}
              code={each.code}
              name={each.name}
              onRoute={() => choose({ route: each.id, section: null })}
            >
              {sections
                .filter((one) => one.route_id === each.id)
                .map((one) => (
                  <Menu.Item
                    key={one.id}
                    onClick={() => choose({ section: one.id, route: null })}
                    rightSection={
                      <span className="t3">{pending?.get(one.id)}</span>
                    }
                  >
                    <span className={css['indent']}>
                      <b>{one.code}</b> {one.name}
                    </span>
                  </Menu.Item>
                ))}
            </RouteItems>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <button
          type="button"
          className={css['clear']}
          aria-label={t('review.section_clear')}
          onClick={() => choose({ section: null, route: null })}
        >
          <IconX size={14} stroke={2} />
        </button>
      )}
    </span>
  );
}

function RouteItems(props: {
  code: string;
  name: string;
  onRoute: () => void;
  children: ReactNode;
}) {
  return (
    <>
      <Menu.Item onClick={props.onRoute}>
        <b>{props.code}</b> {props.name}
      </Menu.Item>
      {props.children}
    </>
  );
}
