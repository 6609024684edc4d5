// What a statement may read all of, or sort before it takes a page, each with its reason. An entry
// that no plan needs any more is wrong, too.

// Tables that stay small, so that reading all of one is the right plan.
export const growsNot = new Map(Object.entries({
  alarms: 'one row per thing that can be wrong',
  backup_lease: 'one row',
  backup_runs: 'one row per backup, forgotten after a while',
  checkpoints: 'what people typed in; the statements that read all are rare edits and sweeps',
  disk_samples: 'a week of samples of three places',
  drills: 'one row per proof of a backup, forgotten after a while',
  orphans: 'only blobs that no row names, gone after the second look',
  schema_migrations: 'one row per migration, read at start',
  sweeps: 'one row per kind of sweep',
}));

// Indexes of only those rows that wait for something: reading all of one is what it is for.
export const ofFew = new Set(['events_unsealed', 'jobs_due', 'jobs_leases', 'jobs_failed', 'alarm_messages_due']);

const sort = (why) => ({ 'sorts before its LIMIT': why });

// Statement → what its plan does → why it may.
export const declared = new Map(Object.entries({
  'accounts.any_admin': { 'scans users': 'at start and by one page before there is an admin; the people of a company' },
  'accounts.list_sessions': sort('the sessions of one person'),
  'accounts.other_admin': { 'scans users': 'when an admin is changed; the people of a company' },
  'accounts.probe_sessions': { 'scans sessions': 'the first row only: is the table there?' },
  'catalogue.all_sections_of_route': sort('the sections of one route'),
  'catalogue.last_change': sort('the events of one thing of the catalogue'),
  'catalogue.list_all_routes': sort('the routes of one project'),
  'catalogue.list_projects': sort('the projects of one person'),
  'catalogue.list_routes': sort('the routes of one project'),
  'catalogue.memberships': sort('the members of one project'),
  'catalogue.routes_with_counts': sort('the routes of one project'),
  'catalogue.sections_for_access': sort('the sections of one route'),
  'catalogue.seen_sections_of_route': sort('the sections of one route'),
  'events.list_unsealed': sort('what the last commits left unsealed'),
  'insights.mates': { 'scans members': 'in the order of people, for one page of the crew; PostgreSQL takes it while members are few' },
  'insights.people': sort('the people of one project, by how much they did'),
  'ops.alarm_forget_messages': { 'scans alarm_messages': 'with each message made; they are few and forgotten' },
  'ops.alarm_list_due': sort('the messages that are due'),
  'ops.deleted_since': { 'scans deleted_photos': 'once per backup, which reads the keys of all photos anyway' },
  'ops.doctor_admins': { 'scans users': 'by hand, from the doctor' },
  'ops.doctor_sessions': { 'scans sessions': 'by hand, from the doctor' },
  'ops.find_ended_run': sort('backups: few'),
  'ops.find_run': sort('backups: few'),
  'ops.last_drill': sort('drills: few'),
  'ops.last_proven': sort('drills: few'),
  'ops.list_runs': sort('backups: few'),
  'ops.standing_alarms': sort('alarms: few'),
  'photos.counted_counters': { 'scans waivers': 'the nightly recount; open waivers only, by an index of these' },
  'photos.find_doubles': sort('photos of the very same bytes'),
  'photos.forget_outboxes': sort('the devices of one person'),
  'photos.list_settled_sections': sort('a job after an edit of the checklist; the sections of one project'),
}));

// Asked with every request of a new session, and by the sweep each minute: named, so that nobody
// declares a scan for them.
export const mustSearch = ['accounts.find_session', 'accounts.sweep_sessions'];

// Found by index either way, but by this one in one search instead of one for each section: the
// more sections there are, the more each search costs.
export const mustUse = new Map(Object.entries({ 'insights.accepted_of_route': 'acceptances_by_route' }));
