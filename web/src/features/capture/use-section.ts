// One section as the crew sees it: the server's list with this phone's photos laid over it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useParams } from 'react-router';
import type { LiveEvent, SectionSlots, Slot } from '../../lib/api.gen';
import { isDecision } from '../../lib/live';
import type { ShotPlace } from '../../lib/outbox/shot';
import { useOutboxView } from '../../lib/outbox/provider';
import { photoKeys } from '../../lib/photos';
import { useMe } from '../../lib/session';
import { useLiveNews } from '../../lib/use-live';
import { checkpointsQuery, kCrewQueue, slotsKey, slotsQuery } from './api';
import { extraSlot, makeDueList, type DueList } from './due';

export function useSection(section_id: string) {
  const owner_id = useMe()?.id ?? '';
  const query = useQuery(slotsQuery(owner_id, section_id));
  const { shots } = useOutboxView();
  const data = query.data;
  const list = useMemo<DueList | null>(
    () => (data ? makeDueList(data.body, shots, data.fetched_at_ms) : null),
    [data, shots],
  );
  return {
    query,
    page: data?.body ?? null,
    list,
    kept_from_ms: data?.fresh ? null : data?.fetched_at_ms,
  };
}

export function useCheckpoints(project_id: string | undefined) {
  const owner_id = useMe()?.id ?? '';
  return useQuery(checkpointsQuery(owner_id, project_id)).data?.body.items ?? [];
}

// The slot named by the address, in its section.
export function useSlotOfRoute() {
  const { section_id = '', checkpoint_id, stage, index } = useParams();
  const section = useSection(section_id);
  const items = section.page?.items ?? [];
  const same = items.filter((one) => one.checkpoint_id === checkpoint_id && one.stage === stage);
  const listed = same.find((one) => String(one.index) === index);
  return { section_id, slot: listed ?? beyond(same, Number(index)), ...section };
}

// An extra photo has an address but no line in the list.
function beyond(same: Slot[], index: number): Slot | undefined {
  const extra = same[0] && extraSlot(same[0], same, []);
  return extra && index >= extra.index ? { ...extra, index } : undefined;
}

export function placeOf({ project, section }: SectionSlots, slot: Slot): ShotPlace {
  return {
    project_name: project.name,
    route_name: section.route_name,
    section_code: section.code,
    section_name: section.name,
    checkpoint_code: slot.checkpoint_code,
    checkpoint_name: slot.checkpoint_name,
    chainage_m: slot.chainage_m,
  };
}

// Fetches a section's list again when one of its photos became safe.
export function useRenewAsSafe(owner_id: string): void {
  const client = useQueryClient();
  const { shots } = useOutboxView();
  const newest = shots.reduce((at, shot) => Math.max(at, shot.settled_at_ms ?? 0), 0);
  const section_id = shots.find((shot) => shot.settled_at_ms === newest)?.meta.section_id;
  useEffect(() => {
    if (newest === 0 || !section_id) return;
    void client.invalidateQueries({ queryKey: slotsKey(owner_id, section_id) });
    void client.invalidateQueries({ queryKey: ['crew-sections', owner_id] });
  }, [client, owner_id, newest, section_id]);
}

// Fetches again what the office's word on one's own photos changed. Only what is on the screen is
// fetched at once.
export function useRenewOnNews(owner_id: string): void {
  const client = useQueryClient();
  useLiveNews((news) => {
    if (news.what !== 'photo' || isDecision(news.event)) {
      void client.invalidateQueries({ queryKey: [kCrewQueue, owner_id] });
    }
    if (news.what === 'photo' && !concerns(owner_id, news.event)) return;
    for (const name of ['slots', 'crew-counts']) {
      void client.invalidateQueries({ queryKey: [name, owner_id] });
    }
    const queryKey = news.what === 'photo' ? photoKeys.one(news.event.photo_id) : photoKeys.all;
    void client.invalidateQueries({ queryKey });
  });
}

// A decision on this person's photo, or its move by somebody else.
const concerns = (owner_id: string, event: LiveEvent): boolean =>
  event.owner_id === owner_id &&
  event.actor_id !== owner_id &&
  (isDecision(event) || event.kind === 'photo.moved');
