// A checkpoint's demand and the differences of its versions, in words.
import type { Checkpoint, CheckpointVersion } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';

type Demand = Pick<Checkpoint, 'photos_due' | 'spacing_m'>;

// "Every 30 m", "2 photos".
export const demandOf = ({ photos_due, spacing_m }: Demand): string =>
  spacing_m === null
    ? t('checklist.count', { count: photos_due })
    : t('checklist.every', { distance: formatDistance(spacing_m) });

// What a version says differently from the one before it.
export function differences(now: CheckpointVersion, before: CheckpointVersion | undefined): string[] {
  if (!before) return [t('checklist.first_version')];
  const said: string[] = [];
  const note = (field: string, from: string, to: string) => {
    if (from !== to) said.push(t('checklist.from_to', { field, from, to }));
  };
  note(t('projects.name'), before.name, now.name);
  note(t('checklist.stage'), t(`stage.${before.stage}`), t(`stage.${now.stage}`));
  note(t('checklist.how_many'), demandOf(before), demandOf(now));
  if (before.guidance !== now.guidance) said.push(t('checklist.new_guidance'));
  if (before.hold_point !== now.hold_point) {
    said.push(t(now.hold_point ? 'checklist.became_hold' : 'checklist.no_hold'));
  }
  return said;
}
