// Requests of the admin screens: who sees what, settings, and the audit trail.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { Member, Role, Unseen, User } from '../../lib/api.gen';

// Of the server's answers, until its types say so.
export type Through = 'project' | 'route' | 'section';
export interface AccessPerson {
  user_id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  member_id: string | null; // of the whole project
}
export interface AccessCell {
  user_id: string;
  through: Through; // the narrowest membership that reaches the place
  member_id: string | null; // that membership; null: several sections of the route
  sections: number; // seen, of the place's
}
export interface AccessRoute {
  id: string;
  code: string;
  name: string;
  narrowed: boolean;
  sections: number;
  narrowed_sections: number;
  unseen_sections: number;
  cells: AccessCell[];
}
export interface AccessSection {
  id: string;
  code: string;
  name: string;
  narrowed: boolean;
  cells: AccessCell[];
}
export interface AccessMatrix {
  people: AccessPerson[];
  routes: AccessRoute[]; // all, or the one that was asked for
  sections: AccessSection[]; // of that one
  complete: boolean;
}

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

export interface ShownSetting {
  env: string;
  meaning: string;
  takes: string;
  standard: string;
  value: string;
  source: string; // "default", "environment", or the file's name
  secret: boolean;
}

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => api.get<{ items: ShownSetting[] }>('/api/settings', signal),
  select: ({ items }) => items,
});

export interface AuditEntry {
  id: string;
  seq: number | null; // null: not sealed yet
  at_ms: number;
  kind: string;
  subject_id: string;
  project_id: string | null;
  actor_id: string | null; // null: the program itself
  actor_name: string | null;
  actor_email: string | null;
  body: unknown;
}

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
