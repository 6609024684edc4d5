// Requests of the admin screens: who sees what, settings, and the audit trail.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type {
  AccessMatrix,
  AuditEntry,
  BackupSetItems,
  BackupStatus,
  Member,
  ShownSettingItems,
  StatusReport,
  Unseen,
  User,
} from '../../lib/api.gen';
import { joined } from './status-numbers';

export const accessQuery = (project_id: string, route_id: string | null) =>
  queryOptions({
    queryKey: ['access', project_id, route_id],
    queryFn: ({ signal }) =>
      api.get<AccessMatrix>(path('/api/access', { project_id, route_id }), signal),
  });

export const unseenQuery = (project_id: string) =>
  queryOptions({
    queryKey: ['access', project_id, 'unseen'],
    queryFn: ({ signal }) => api.get<Unseen>(`/api/projects/${project_id}/unseen`, signal),
    select: ({ sections }) => sections,
  });

export interface Membership {
  user_id: string;
  project_id: string;
  route_id?: string;
  section_id?: string;
}

// Adds a membership, or ends the one named.
export function useMembership() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Membership | { member_id: string }): Promise<unknown> =>
      'member_id' in change
        ? api.delete(`/api/members/${change.member_id}`)
        : api.post<Member>('/api/members', change),
    onSettled: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
}

export const everybodyQuery = queryOptions({
  queryKey: ['users', 'all'],
  queryFn: ({ signal }) => api.getAll<User>('/api/users', {}, signal),
  select: (page) => page.items,
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.get<ShownSettingItems>('/api/settings', signal),
  select: ({ items }) => items,
});

const kBusy_ms = 1_000;
const kQuiet_ms = 30_000;

export const backupsQuery = queryOptions({
  queryKey: ['backups'],
  queryFn: ({ signal }) => api.get<BackupStatus>('/api/backups', signal),
  refetchInterval: ({ state: { data } }) => (data?.running || data?.queued ? kBusy_ms : kQuiet_ms),
});

export const backupSetsQuery = queryOptions({
  queryKey: ['backup-sets'],
  queryFn: ({ signal }) => api.get<BackupSetItems>('/api/backups/sets', signal),
  select: ({ items }) => items,
});

export interface AuditFilter {
  project_id: string | null;
  kind: string | null;
  actor_id: string | null;
  subject_id: string | null;
  from_ms: number | null;
  to_ms: number | null;
}

const kAuditPage = 100;

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>(
        path('/api/audit', { ...filter, limit: kAuditPage, cursor: pageParam }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

const kStatusEvery_ms = 5_000;
const kStatusPatience_ms = 8_000;

// Asked again and again; samples that are here already are not sent a second time.
export const statusQuery = (client: QueryClient) =>
  queryOptions({
    queryKey: ['status'],
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<StatusReport>(['status'])?.samples ?? [];
      const since_ms = known.at(-1)?.at_ms ?? 0;
      // A server that hangs is one that does not answer.
      const patience = AbortSignal.any([signal, AbortSignal.timeout(kStatusPatience_ms)]);
      const report = await api.get<StatusReport>(path('/api/status', { since_ms }), patience);
      return { ...report, samples: joined(known, report.samples) };
    },
    refetchInterval: kStatusEvery_ms,
    retry: false,
  });
