// One section: how far each checkpoint is, and its sign-off.
import { useQuery } from '@tanstack/react-query';
import type { Part } from '../../lib/api.gen';
import { t } from '../../lib/i18n';
import { Loaded } from '../../ui/loaded';
import { slotsQuery } from './api';
import type { Place } from './links';
import { PartsTable } from './parts-table';
import { byCheckpoint } from './progress';
import css from './screen.module.css';
import { SignOff } from './sign-off';

interface Props {
  part: Part | null; // null: the route has no such section any more
  place: Place & { section_id: string };
}

export function SectionView({ part, place }: Props) {
  const slots = useQuery(slotsQuery(place.section_id));
  return (
    <div className={css['section']}>
      <Loaded of={slots} failed={t('dashboard.failed_section')}>
        {({ items, section }) => (
          <PartsTable
            title={t('dashboard.by_checkpoint')}
            first={t('dashboard.checkpoint')}
            rows={byCheckpoint(items).map((row) => ({
              ...row,
              place: { ...place, checkpoint_id: row.id },
            }))}
            total={part?.progress ?? section.counts}
            leads
          />
        )}
      </Loaded>
      {part && <SignOff key={part.id} part={part} place={place} />}
    </div>
  );
}
