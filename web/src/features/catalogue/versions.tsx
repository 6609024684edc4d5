// How a checkpoint came to be as it is. A photo keeps the version it was taken for.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Checkpoint } from '../../lib/api.gen';
import { formatFullTime, formatTime } from '../../lib/format';
import { t } from '../../lib/i18n';
import { Loaded } from '../../ui/loaded';
import { versionsQuery } from './checklist-api';
import css from './checklist.module.css';
import { differences } from './checkpoint-words';

export function Versions({ checkpoint }: { checkpoint: Checkpoint }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={css['part']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('checklist.versions', { n: checkpoint.version })}</summary>
      {open && <List id={checkpoint.id} />}
    </details>
  );
}

function List({ id }: { id: string }) {
  const versions = useQuery(versionsQuery(id));
  return (
    <Loaded of={versions} failed={t('checklist.versions_failed')}>
      {(all) => (
        <ol className={css['versions']}>
          {all.map((each, i) => (
            <li key={each.version}>
              <span className="strong">{t('checklist.version', { n: each.version })}</span>{' '}
              <span className="t2" title={formatFullTime(each.created_at_ms)}>
                {t('checklist.version_by', {
                  time: formatTime(each.created_at_ms),
                  name: each.created_by_name ?? t('checklist.imported'),
                })}
              </span>
              {differences(each, all[i + 1]).map((said) => (
                <p key={said} className="t2">
                  {said}
                </p>
              ))}
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}
