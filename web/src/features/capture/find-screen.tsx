// Which section? The recent ones, the nearest, and a search under the thumb.
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconArrowBackUp, IconChevronRight, IconMapSearch, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { Link } from 'react-router';
import type { Section, SectionCounts } from '../../lib/api.gen';
import { formatDistance, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { usePosition } from '../../lib/position';
import { useMe } from '../../lib/session';
import { More } from '../../ui/more';
import { Empty, ErrorNote, RowsLoading } from '../../ui/states';
import { PositionHelp } from './allow';
import { searchSectionsQuery, sectionsQuery } from './api';
import { useCounts } from './counts';
import css from './lists.module.css';
import { sectionPath } from './paths';
import { readRecent } from './recent';
import { Shell } from './shell';

export function FindScreen() {
  const owner_id = useMe()?.id ?? '';
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  return (
    <Shell
      head={<h1 className="grow">{t('find.title')}</h1>}
      act={
        <label className={css['search']}>
          <IconSearch size={22} aria-hidden />
          <span className="sr">{t('find.search')}</span>
          <input
            className="input"
            type="search"
            enterKeyHint="search"
            autoComplete="off"
            placeholder={t('find.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      }
    >
      {q ? <Found owner_id={owner_id} q={q} /> : <Nearby owner_id={owner_id} />}
    </Shell>
  );
}

function Nearby({ owner_id }: { owner_id: string }) {
  const { fix, problem } = usePosition();
  const query = useInfiniteQuery(sectionsQuery(owner_id, fix));
  if (query.isPending) return <RowsLoading />;
  if (!query.data) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  const pages = query.data.pages;
  const all = pages
    .flatMap(({ body }) => body.items)
    .filter((section) => section.archived_at_ms === null);
  if (all.length === 0 && !query.hasNextPage) {
    return (
      <Empty icon={IconMapSearch} title={t('find.none_title')}>
        {t('find.none_text')}
      </Empty>
    );
  }
  const ids = readRecent(owner_id);
  const recent = ids.flatMap((id) => all.find((section) => section.id === id) ?? []);
  const others = all.filter((section) => !ids.includes(section.id));
  const { fresh, fetched_at_ms } = pages[0]!;
  const title = fix && fresh ? t('find.nearest') : t('find.all');
  return (
    <>
      {!fresh && (
        <p className={css['note']}>{t('due.kept_list', { time: formatTime(fetched_at_ms) })}</p>
      )}
      <PositionHelp problem={fix ? null : problem} />
      <SectionList title={t('find.recent')} sections={recent} />
      <SectionList title={title} sections={others} />
      <More of={query} />
    </>
  );
}

function Found({ owner_id, q }: { owner_id: string; q: string }) {
  const query = useInfiniteQuery(searchSectionsQuery(owner_id, q));
  if (query.isPending) return <RowsLoading rows={3} />;
  if (!query.data) {
    return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  }
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Empty icon={IconMapSearch} title={t('find.no_match_title', { text: q })}>
        {t('find.no_match_text')}
      </Empty>
    );
  }
  const count = items.length;
  const title = query.hasNextPage ? t('find.found_more', { count }) : t('find.found', { count });
  return (
    <>
      <SectionList title={title} sections={items} />
      <More of={query} />
    </>
  );
}

function SectionList({ title, sections }: { title: string; sections: Section[] }) {
  const counts = useCounts(sections);
  if (sections.length === 0) return null;
  return (
    <section>
      <h2 className={css['group']}>{title}</h2>
      <ul className={css['rows']}>
        {sections.map((section) => (
          <li key={section.id}>
            <SectionRow section={section} counts={counts.get(section.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

// Without counts (not loaded, or no network yet) the row stands without its progress.
function SectionRow({ section, counts }: { section: Section; counts?: SectionCounts | undefined }) {
  const { distance_m } = section;
  const back = counts ? counts.retake + counts.nonconforming : 0;
  const away = distance_m === null ? null : formatDistance(distance_m);
  return (
    <Link className={css['row']} to={sectionPath(section.id)}>
      <span className="grow">
        <b className={css['name']}>
          {section.code} {section.name}
        </b>
        <span className={css['sub']}>
          {section.project_name} › {section.route_code}
          {away && ` · ${t('find.away', { distance: away })}`}
        </span>
        <span className={css['sub']}>
          {counts && progressWord(counts)}
          {back > 0 && (
            <span className={css['back']}>
              <IconArrowBackUp size={18} aria-hidden />
              {t('find.back', { count: back })}
            </span>
          )}
        </span>
      </span>
      <IconChevronRight size={22} aria-hidden />
    </Link>
  );
}

// "12 of 14 approved · 2 not applicable"; a list kept from before there was such a thing has none.
export function progressWord({ approved, due, not_applicable = 0 }: SectionCounts): string {
  if (due === 0) return t('find.nothing_due');
  const all = not_applicable === 0 && approved >= due;
  const progress = all ? t('find.done') : t('find.progress', { approved, due });
  return not_applicable === 0 ? progress : `${progress} · ${t('na.count', { n: not_applicable })}`;
}
