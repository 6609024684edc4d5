// The stamp as the display picture will carry it, live over the picture and in the same place.
import { useEffect, useState } from 'react';
import type { SectionSlots, Slot } from '../../lib/api.gen';
import { formatAccuracy, formatFullTime, formatPosition } from '../../lib/format';
import type { Point } from '../../lib/geo';
import { t } from '../../lib/i18n';
import css from './camera.module.css';
import { checkpointName, slotPlace } from './slot-words';

interface Props {
  page: SectionSlots;
  slot: Slot;
  fix: (Point & { accuracy_m?: number | undefined }) | null;
  at_ms?: number; // now, second by second, when left out
}

export function Stamp({ page, slot, fix, at_ms }: Props) {
  const now_ms = useNow(at_ms === undefined);
  const { project, section } = page;
  const place = slotPlace(slot, page.items);
  return (
    <div className={css['stamp']}>
      <div>
        <b>{checkpointName(slot)}</b>
        {place && ` · ${place}`}
        <br />
        <span>
          {project.name} › {section.route_code} › {section.code}
        </span>
      </div>
      <div className={css['stampRight']}>
        {formatFullTime(at_ms ?? now_ms).slice('2026-01-01 '.length)}
        <br />
        <span>
          {fix ? formatPosition(fix.lat, fix.lon) : t('camera.stamp_no_position')}
          {fix?.accuracy_m !== undefined && ` ${formatAccuracy(fix.accuracy_m)}`}
        </span>
      </div>
    </div>
  );
}

function useNow(ticking: boolean): number {
  const [now_ms, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now_ms;
}
