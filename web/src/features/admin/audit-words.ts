// What happened, in plain words: one sentence per kind of event, and what it changed.
import type { AuditEntry } from '../../lib/api.gen';
import { formatDistance } from '../../lib/format';
import { t } from '../../lib/i18n';
import { audit } from '../../locales/en/audit';

type Did = Extract<keyof typeof audit, `audit.did.${string}`>;
const kPrefix = 'audit.did.';
const told = Object.keys(audit).filter((key): key is Did => key.startsWith(kPrefix));

// Names behind ids, as far as they are known here.
export interface Names {
  people: Map<string, string>;
  sections: Map<string, string>;
}

interface Body {
  code?: string;
  name?: string;
  section_id?: string;
  comment?: string | null;
  reason?: string | null;
  role?: string;
  crew_lead?: boolean;
  changes?: { field: string; from?: unknown; to?: unknown }[];
}

const bodyOf = ({ body }: AuditEntry): Body =>
  typeof body === 'object' && body !== null ? (body as Body) : {};

export const actorOf = ({ actor_id, actor_name, actor_email }: AuditEntry): string =>
  actor_name || actor_email || (actor_id ?? t('audit.program'));

// What the sentence is about: "S1 Bridge", "Diego Sosa", or nothing where the kind says it all.
export function subjectOf(entry: AuditEntry, names: Names): string {
  const { code, name, section_id } = bodyOf(entry);
  const thing = entry.kind.split('.')[0];
  if (thing === 'member') return name || names.people.get(code ?? '') || t('audit.somebody');
  if (thing === 'user' || thing === 'link' || thing === 'session') {
    return names.people.get(entry.subject_id) ?? name ?? t('audit.somebody');
  }
  if (code || name) return [code, name].filter(Boolean).join(' ');
  if (thing === 'section') return names.sections.get(entry.subject_id) ?? '';
  const place = names.sections.get(section_id ?? '');
  return place ? t('audit.in', { place }) : '';
}

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();

export function sentenceOf(entry: AuditEntry, names: Names): string {
  const actor = actorOf(entry);
  const key = told.find((each) => each === kPrefix + entry.kind);
  if (!key) return t('audit.other', { actor, kind: entry.kind });
  return tidy(t(key, { actor, subject: subjectOf(entry, names) }));
}

// What one may filter by: each kind, in words without who and what.
export const kinds = told.map((key) => {
  const said = tidy(t(key, { actor: '', subject: '…' }));
  return { value: key.slice(kPrefix.length), word: said.charAt(0).toUpperCase() + said.slice(1) };
});

function valueOf(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'number' && field.endsWith('_m')) return formatDistance(value);
  return typeof value === 'object' ? '…' : String(value);
}

// Lines under the sentence: what an edit changed, what was said.
export function detailsOf(entry: AuditEntry): string[] {
  const { changes, comment, reason, role, crew_lead } = bodyOf(entry);
  const lines = (changes ?? []).map(({ field, from, to }) => {
    const name = field.replace(/_(m|at_ms)$/, '').replaceAll('_', ' ');
    if (from === undefined && to === undefined) return t('audit.changed', { field: name });
    return t('audit.from_to', {
      field: name,
      from: valueOf(field, from),
      to: valueOf(field, to),
    });
  });
  if (role) lines.push(t('audit.role', { role: crew_lead ? t('role.crew_lead') : role }));
  for (const said of [comment, reason]) if (said) lines.push(t('audit.said', { text: said }));
  return lines;
}
