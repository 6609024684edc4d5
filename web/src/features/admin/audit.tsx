// The audit trail, newest first, as sentences. Filters stand in the address.
import { useIntersection } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { AuditEntry } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { photoQuery } from '../../lib/photos';
import { sectionsQuery, useProject } from '../../lib/projects';
import { DeskPage } from '../../ui/desk-page';
import { Loaded } from '../../ui/loaded';
import { More } from '../../ui/more';
import { Empty } from '../../ui/states';
import { auditQuery, everybodyQuery } from './api';
import { Filters } from './audit-filters';
import { isFiltered, readAuditFilter } from './audit-filter';
import { detailsOf, sentenceOf, type Names } from './audit-words';
import css from './audit.module.css';

function useNames(): Names {
  const { project } = useProject();
  const people = useQuery(everybodyQuery).data ?? [];
  const known = useQuery({ ...sectionsQuery(project?.id ?? ''), enabled: project !== null });
  return {
    people: new Map(people.map(({ id, name, email }) => [id, name || email])),
    sections: new Map((known.data ?? []).map(({ id, code, name }) => [id, `${code} ${name}`])),
  };
}

export default function Audit() {
  const [params, setParams] = useSearchParams();
  const filter = readAuditFilter(params);
  const entries = useInfiniteQuery(auditQuery(filter));
  const names = useNames();
  const clear = isFiltered(filter) && (
    <button type="button" className="btn" onClick={() => setParams({}, { replace: true })}>
      {t('audit.clear')}
    </button>
  );
  return (
    <DeskPage title={t('audit.title')} acts={clear}>
      <Filters filter={filter} />
      <Loaded of={entries} failed={t('audit.failed')}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          // A page may hold nothing that fits and still have a next one.
          if (rows.length === 0 && !entries.hasNextPage) {
            const said = isFiltered(filter) ? 'empty_filtered' : 'empty';
            return (
              <Empty icon={IconHistory} title={t(`audit.${said}_title`)}>
                {t(`audit.${said}_text`)}
              </Empty>
            );
          }
          return (
            <div className={css['wide']}>
              <Table rows={rows} names={names} />
              <More of={entries} className={css['more']} />
            </div>
          );
        }}
      </Loaded>
    </DeskPage>
  );
}

function Table({ rows, names }: { rows: AuditEntry[]; names: Names }) {
  return (
    <table className={`data ${css['entries']}`}>
      <thead>
        <tr>
          <th>{t('audit.when')}</th>
          <th>{t('audit.what')}</th>
          <th className={`num ${css['roomy']}`}>{t('audit.number')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((entry) => (
          <Row key={entry.id} entry={entry} names={names} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ entry, names }: { entry: AuditEntry; names: Names }) {
  const said = sentenceOf(entry, names);
  return (
    <tr>
      <td className={css['when']}>
        <time title={formatFullTime(entry.at_ms)}>{formatTime(entry.at_ms)}</time>
      </td>
      <td>
        {said}
        {entry.kind.startsWith('photo.') && entry.kind !== 'photo.deleted' && (
          <PhotoLink id={entry.subject_id} />
        )}
        <Link
          className={`${css['to']} ${css['same']}`}
          to={`/set-up/audit?subject_id=${encodeURIComponent(entry.subject_id)}`}
          aria-label={t('audit.same_label', { what: said })}
        >
          {t('audit.same')}
        </Link>
        {detailsOf(entry).map((line) => (
          <span key={line} className={css['detail']}>
            {line}
          </span>
        ))}
      </td>
      <td className={`num t2 ${css['roomy']}`}>{entry.seq ?? t('audit.sealing')}</td>
    </tr>
  );
}

// The photo by its name, asked for when the row comes into sight.
function PhotoLink({ id }: { id: string }) {
  const { ref, entry } = useIntersection();
  const photo = useQuery({ ...photoQuery(id), enabled: entry?.isIntersecting === true }).data;
  const name = photo && `${photo.checkpoint_code} ${photo.checkpoint_name}, ${photo.section_code}`;
  return (
    <Link ref={ref} className={`link ${css['to']}`} to={`/photos/${id}`}>
      {name ?? t('audit.photo')}
    </Link>
  );
}
