// Printed by the server from its routes (asbuilt contract types). Do not edit.

export interface Acceptance {
  section_id: string;
  accepted_by: string;
  accepted_by_name: string;
  accepted_at_ms: number;
  comment: string | null;
}

export interface AccessCell {
  user_id: string;
  through: Through;
  member_id: string | null;
  sections: number;
}

export interface AccessMatrix {
  people: AccessPerson[];
  routes: AccessRoute[];
  sections: AccessSection[];
  complete: boolean;
}

export interface AccessPerson {
  user_id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  member_id: string | null;
}

export interface AccessQuery {
  project_id: string;
  route_id?: string | null;
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

export interface Answered {
  ok: boolean;
}

export interface ArchiveQuery {
  project_id?: string | null;
  route_id?: string | null;
  section_id?: string | null;
  work_type_id?: string | null;
  checkpoint_id?: string | null;
  status?: Status | null;
  owner_id?: string | null;
  stage?: Stage | null;
  received?: Received | null;
  flag?: string | null;
  search?: string | null;
  received_from_ms?: number | null;
  received_to_ms?: number | null;
  newest_only?: boolean | null;
  extra?: boolean | null;
  order?: Order | null;
  pictures?: Pictures | null;
}

export interface AskWaiverIn {
  section_id: string;
  checkpoint_id: string;
  index: number;
  reason: string;
}

export interface AuditEntry {
  id: string;
  seq: number | null;
  at_ms: number;
  kind: string;
  subject_id: string;
  project_id: string | null;
  actor_id: string | null;
  actor_name: string | null;
  actor_email: string | null;
  body: unknown;
}

export interface AuditEntryPage {
  items: AuditEntry[];
  next: string | null;
}

export interface AuditQuery {
  project_id?: string | null;
  kind?: string | null;
  actor_id?: string | null;
  subject_id?: string | null;
  from_ms?: number | null;
  to_ms?: number | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface BackupRun {
  id: string;
  state: RunState;
  depot: string;
  set_name: string;
  phase: Phase;
  done_bytes: number;
  total_bytes: number;
  started_at_ms: number;
  finished_at_ms: number | null;
  database_bytes: number;
  blobs: number;
  blob_bytes: number;
  copied_blobs: number;
  copied_bytes: number;
  problem: string | null;
}

export interface BackupSet {
  set: string;
  program: string;
  schema: number;
  mark_at_ms: number;
  database_bytes: number;
  blobs: number;
  blob_bytes: number;
  damaged: number;
}

export interface BackupSetItems {
  items: BackupSet[];
}

export interface BackupStatus {
  configured: boolean;
  depot: string;
  at: string;
  queued: boolean;
  running: BackupRun | null;
  last: BackupRun | null;
  last_good: BackupRun | null;
  last_drill: Drill | null;
  last_proven: Drill | null;
  next_due_ms: number | null;
}

export interface BlobHealth {
  kind: string;
  ok: boolean;
  reason: string;
  away: boolean;
  latency_ms: number;
  spooled: number;
  spooled_bytes: number;
  oldest_spooled_at_ms: number;
}

export interface CameBack {
  photo: PhotoRow;
  comment: string;
  decided_by_name: string;
}

export interface Can {
  decide: boolean;
  comment: boolean;
  replace: boolean;
  withdraw: boolean;
  restore: boolean;
  move: boolean;
  reopen: boolean;
}

export interface ChecklistQuery {
  project_id: string;
  archived?: boolean | null;
}

export interface Checkpoint {
  id: string;
  project_id: string;
  work_type_id: string;
  work_type_name: string;
  code: string;
  name: string;
  guidance: string;
  stage: Stage;
  photos_due: number;
  spacing_m: number | null;
  hold_point: boolean;
  version: number;
  position: number;
  archived_at_ms: number | null;
  picture_id: string | null;
}

export interface CheckpointItems {
  items: Checkpoint[];
}

export interface CheckpointKey {
  id: string;
}

export interface CheckpointPatch {
  id: string;
  seen_version?: number | null;
  archived?: boolean | null;
  name?: string | null;
  guidance?: string | null;
  stage?: Stage | null;
  photos_due?: number | null;
  spacing_m?: number | null;
  hold_point?: boolean | null;
  position?: number | null;
}

export interface CheckpointVersion {
  version: number;
  name: string;
  guidance: string;
  stage: Stage;
  photos_due: number;
  spacing_m: number | null;
  hold_point: boolean;
  created_at_ms: number;
  created_by: string | null;
  created_by_name: string | null;
}

export interface CheckpointVersionItems {
  items: CheckpointVersion[];
}

export interface ClientConfig {
  max_upload_bytes: number;
  password_min_length: number;
}

export interface Comment {
  id: string;
  author_id: string;
  author_name: string;
  text: string;
  at_ms: number;
  decision: Decision | null;
}

export interface CommentIn {
  photo_id: string;
  id?: string | null;
  text: string;
}

export interface CommentItems {
  items: Comment[];
}

export interface Counts {
  due: number;
  taken: number;
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  extras: number;
  not_applicable: number;
}

export interface CrewMember {
  id: string;
  name: string;
  crew_lead: boolean;
  disabled: boolean;
  pending: number;
  came_back: number;
  taken_24_h: number;
  on_phones: OnPhones | null;
}

export interface CrewQueue {
  people: CrewMember[];
  came_back: CameBack[];
  came_back_total: number;
  capped: boolean;
}

export interface DashboardQuery {
  project_id: string;
  route_id?: string | null;
}

export interface DatabaseHealth {
  engine: string;
  ok: boolean;
  latency_ms: number;
}

export interface DecideIn {
  photo_ids: string[];
  decision: Decision;
  comment?: string | null;
  seen_versions?: number[] | null;
}

export interface DecideWaiverIn {
  id: string;
  decision: WaiverDecision;
  comment?: string | null;
  seen_version?: number | null;
}

export type Decision =
  | "approved"
  | "retake"
  | "nonconforming";

export interface DecisionOutcome {
  photo_id: string;
  ok: boolean;
  status: Status | null;
  version: number | null;
  problem: OutcomeProblem | null;
}

export type Develop =
  | "waiting"
  | "done"
  | "failed"
  | "damaged";

export interface DevelopHealth {
  ok: boolean;
  waiting: number;
  failed: number;
}

export interface DiskHealth {
  free_bytes: number;
  size_bytes: number;
}

export interface DiskPlace {
  name: string;
  path: string;
  total_bytes: number;
  free_bytes: number;
  free_files: number | null;
  state: DiskState;
  days_left: number | null;
}

export type DiskState =
  | "ok"
  | "low"
  | "full";

export interface DiskStatus {
  state: DiskState;
  takes_photos: boolean;
  reserve_kept: boolean;
  places: DiskPlace[];
}

export interface Drill {
  set_name: string;
  started_at_ms: number;
  finished_at_ms: number;
  proven: boolean;
  database_bytes: number;
  events_checked: number;
  blobs: number;
  blobs_read: number;
  problem: string | null;
}

export interface Duplicate {
  photo_id: string;
  section_id: string;
  section_name: string;
  checkpoint_name: string;
  status: Status;
}

export interface FilterQuery {
  project_id?: string | null;
  route_id?: string | null;
  section_id?: string | null;
  work_type_id?: string | null;
  checkpoint_id?: string | null;
  status?: Status | null;
  owner_id?: string | null;
  stage?: Stage | null;
  received?: Received | null;
  flag?: string | null;
  search?: string | null;
  received_from_ms?: number | null;
  received_to_ms?: number | null;
  newest_only?: boolean | null;
  extra?: boolean | null;
  order?: Order | null;
}

export interface HealthReport {
  status: HealthStatus;
  version: string;
  uptime_s: number;
  database: DatabaseHealth;
  blobs: BlobHealth;
  disk: DiskHealth;
  develop: DevelopHealth;
  queue: QueueHealth;
}

export type HealthStatus =
  | "ok"
  | "failing";

export interface HistoryEntry {
  seq: number | null;
  at_ms: number;
  kind: string;
  actor_id: string | null;
  actor_name: string | null;
  body: unknown;
}

export interface HistoryEntryItems {
  items: HistoryEntry[];
}

export interface ImageQuery {
  id: string;
  size?: Size | null;
  v?: string | null;
}

export interface ImportError {
  line: number;
  column: string;
  detail: string;
}

export interface ImportReport {
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  errors: ImportError[];
}

export type KeepOriginals =
  | "always"
  | "days"
  | "never";

export type Kept =
  | "folder"
  | "s3"
  | "spooled";

export interface LastDecision {
  decision: Status;
  comment: string;
  reviewer_id: string;
  reviewer_name: string;
  decided_at_ms: number;
}

export interface LinkKey {
  token: string;
}

export interface LinkPreview {
  purpose: LinkPurpose;
  name: string | null;
  expires_at_ms: number;
}

export type LinkPurpose =
  | "sign_in"
  | "first_admin";

export interface LinkUse {
  token: string;
  password?: string | null;
  name?: string | null;
  email?: string | null;
}

export interface ListQuery {
  project_id?: string | null;
  route_id?: string | null;
  section_id?: string | null;
  work_type_id?: string | null;
  checkpoint_id?: string | null;
  status?: Status | null;
  owner_id?: string | null;
  stage?: Stage | null;
  received?: Received | null;
  flag?: string | null;
  search?: string | null;
  received_from_ms?: number | null;
  received_to_ms?: number | null;
  newest_only?: boolean | null;
  extra?: boolean | null;
  order?: Order | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface LiveEvent {
  kind: string;
  photo_id: string;
  project_id: string;
  section_id: string;
  owner_id: string | null;
  actor_id: string | null;
  at_ms: number;
}

export interface LiveQuery {
  project_id?: string | null;
  since?: number | null;
}

export interface Load {
  kind: string;
  queued: number;
  running: number;
  failed: number;
  oldest_due_ms: number | null;
}

export interface Login {
  email: string;
  password: string;
}

export interface Me {
  id: string;
  email: string;
  name: string;
  role: Role;
  crew_lead: boolean;
  signup: SignupPolicy;
  config: ClientConfig;
}

export interface Member {
  id: string;
  user_id: string;
  email: string;
  name: string;
  project_id: string;
  route_id: string | null;
  section_id: string | null;
}

export interface MemberKey {
  id: string;
}

export interface MemberPage {
  items: Member[];
  next: string | null;
}

export interface MoveIn {
  id: string;
  section_id: string;
  checkpoint_id: string;
  stage: Stage;
  index: number;
  comment?: string | null;
  seen_version?: number | null;
}

export interface NewCheckpoint {
  work_type_id: string;
  code: string;
  name: string;
  guidance?: string | null;
  stage: Stage;
  photos_due?: number | null;
  spacing_m?: number | null;
  hold_point?: boolean | null;
  position?: number | null;
}

export interface NewMember {
  user_id?: string | null;
  email?: string | null;
  project_id: string;
  route_id?: string | null;
  section_id?: string | null;
}

export interface NewOrder {
  project_id: string;
  work_types: string[];
  checkpoints: string[];
}

export interface NewProject {
  code: string;
  name: string;
  route_word?: string | null;
  section_word?: string | null;
  time_zone?: string | null;
  max_accuracy_m?: number | null;
  max_line_distance_m?: number | null;
  max_photo_distance_m?: number | null;
  keep_originals?: KeepOriginals | null;
  keep_days?: number | null;
}

export interface NewRoute {
  project_id: string;
  code: string;
  name: string;
  length_m?: number | null;
  line?: unknown | null;
  narrowed?: boolean | null;
  position?: number | null;
}

export interface NewSection {
  route_id: string;
  code: string;
  name: string;
  length_m?: number | null;
  line?: unknown | null;
  narrowed?: boolean | null;
  position?: number | null;
}

export interface NewUser {
  email: string;
  name?: string | null;
  role: Role;
  password?: string | null;
}

export interface NewWorkType {
  project_id: string;
  code: string;
  name: string;
  position?: number | null;
}

export interface OfProject {
  project_id: string;
}

export interface OnPhones {
  waiting: number;
  failed: number;
  oldest_at_ms: number | null;
  told_at_ms: number;
}

export type Order =
  | "newest"
  | "oldest";

export interface OutboxIn {
  owner_id: string;
  device: string;
  waiting: number;
  failed: number;
  oldest_at_ms?: number | null;
}

export interface OutcomeProblem {
  code: string;
  detail: string;
}

export interface Outcomes {
  outcomes: DecisionOutcome[];
}

export interface Overview {
  project: Project;
  route: RouteName | null;
  total: Progress;
  parts: Part[];
  work_types: WorkTypePart[];
  waiting: Waiting | null;
  people: PersonWork[];
  previews: number;
}

export interface OwnDecision {
  id: string;
  photo_id: string;
  decision: Decision;
  comment: string | null;
  decided_at_ms: number;
  photo: PhotoRow | null;
}

export interface OwnDecisionPage {
  items: OwnDecision[];
  next: string | null;
}

export interface OwnDecisionsQuery {
  limit?: number | null;
  cursor?: string | null;
}

export interface PageKey {
  limit?: number | null;
  cursor?: string | null;
}

export interface Part {
  id: string;
  code: string;
  name: string;
  sections: number;
  accepted: number;
  accepted_at_ms: number | null;
  accepted_by_name: string | null;
  progress: Progress;
}

export interface PasswordChange {
  current_password: string;
  new_password: string;
}

export interface PersonWork {
  id: string;
  name: string;
  taken: number;
  approved: number;
  retake: number;
  nonconforming: number;
}

export type Phase =
  | "database"
  | "blobs"
  | "finish";

export interface Photo {
  id: string;
  project_id: string;
  section_id: string;
  section_code: string;
  section_name: string;
  route_name: string;
  checkpoint_id: string;
  checkpoint_code: string;
  checkpoint_name: string;
  stage: Stage;
  index: number;
  status: Status;
  attempt: number;
  newest: boolean;
  extra: boolean;
  received: Received;
  develop: Develop;
  owner_id: string;
  owner_name: string;
  taken_at_ms: number;
  received_at_ms: number;
  decided_at_ms: number | null;
  withdrawn_at_ms: number | null;
  thumb_url: string | null;
  flags: string[];
  version: number;
  project_name: string;
  route_id: string;
  work_type_name: string;
  guidance: string;
  replaces: string | null;
  replaced_by: string | null;
  previous: PhotoRow | null;
  checkpoint_version: number;
  sha256: string;
  size_bytes: number;
  media_type: string;
  width: number | null;
  height: number | null;
  file_name: string | null;
  source: Source;
  comment: string | null;
  taken_offset_min: number;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
  altitude_m: number | null;
  heading_deg: number | null;
  line_distance_m: number | null;
  chainage_m: number | null;
  override_reason: string | null;
  display_url: string | null;
  original_url: string;
  develop_error: string | null;
  claims: unknown;
  device: string | null;
  last_decision: LastDecision | null;
  duplicates: Duplicate[];
  can: Can;
}

export interface PhotoKey {
  id: string;
}

export interface PhotoMeta {
  id: string;
  section_id: string;
  checkpoint_id: string;
  stage: Stage;
  index: number;
  sha256: string;
  taken_at_ms: number;
  taken_offset_min: number;
  lat?: number | null;
  lon?: number | null;
  accuracy_m?: number | null;
  altitude_m?: number | null;
  heading_deg?: number | null;
  source: Source;
  file_name?: string | null;
  replaces?: string | null;
  comment?: string | null;
  override_reason?: string | null;
  checkpoint_version?: number | null;
  device?: string | null;
}

export interface PhotoRow {
  id: string;
  project_id: string;
  section_id: string;
  section_code: string;
  section_name: string;
  route_name: string;
  checkpoint_id: string;
  checkpoint_code: string;
  checkpoint_name: string;
  stage: Stage;
  index: number;
  status: Status;
  attempt: number;
  newest: boolean;
  extra: boolean;
  received: Received;
  develop: Develop;
  owner_id: string;
  owner_name: string;
  taken_at_ms: number;
  received_at_ms: number;
  decided_at_ms: number | null;
  withdrawn_at_ms: number | null;
  thumb_url: string | null;
  flags: string[];
  version: number;
}

export interface PhotoRowPage {
  items: PhotoRow[];
  next: string | null;
}

export interface PictureForm {
}

export interface PictureQuery {
  id: string;
  v?: string | null;
}

export type Pictures =
  | "original"
  | "display";

export interface Policy {
  signup: SignupPolicy;
  password_min_length: number;
}

export interface Progress {
  due: number;
  taken: number;
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  not_applicable: number;
  extras: number;
}

export interface Project {
  id: string;
  code: string;
  name: string;
  route_word: string;
  section_word: string;
  time_zone: string;
  max_accuracy_m: number | null;
  max_line_distance_m: number | null;
  max_photo_distance_m: number | null;
  keep_originals: KeepOriginals;
  keep_days: number | null;
  archived_at_ms: number | null;
  version: number;
}

export interface ProjectKey {
  id: string;
}

export interface ProjectPage {
  items: Project[];
  next: string | null;
}

export interface ProjectPatch {
  id: string;
  seen_version?: number | null;
  archived?: boolean | null;
  name?: string | null;
  route_word?: string | null;
  section_word?: string | null;
  time_zone?: string | null;
  max_accuracy_m?: number | null;
  max_line_distance_m?: number | null;
  max_photo_distance_m?: number | null;
  keep_originals?: KeepOriginals | null;
  keep_days?: number | null;
}

export interface ProjectQuery {
  project_id: string;
  limit?: number | null;
  cursor?: string | null;
}

export interface ProjectsQuery {
  archived?: boolean | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface QueueHealth {
  waiting: number;
  oldest_ms: number;
}

export interface QueueQuery {
  project_id?: string | null;
  route_id?: string | null;
  section_id?: string | null;
  status?: Status | null;
  order?: Order | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface Receipt {
  id: string;
  sha256: string;
  size_bytes: number;
  media_type: string;
  received_at_ms: number;
  durable: boolean;
  store: Kept;
  status: Status;
  attempt: number;
  extra: boolean;
  version: number;
  duplicates: Duplicate[];
}

export type Received =
  | "preview"
  | "original";

export interface ReopenIn {
  photo_id: string;
  comment: string;
  seen_version?: number | null;
}

export type Role =
  | "crew"
  | "reviewer"
  | "admin"
  | "viewer";

export interface Route {
  id: string;
  project_id: string;
  code: string;
  name: string;
  length_m: number | null;
  line: unknown | null;
  narrowed: boolean;
  position: number;
  archived_at_ms: number | null;
  version: number;
}

export interface RouteName {
  id: string;
  code: string;
  name: string;
}

export interface RoutePage {
  items: Route[];
  next: string | null;
}

export interface RoutePatch {
  id: string;
  seen_version?: number | null;
  archived?: boolean | null;
  name?: string | null;
  length_m?: number | null;
  line?: unknown | null;
  narrowed?: boolean | null;
  position?: number | null;
}

export interface RoutesQuery {
  project_id: string;
  archived?: boolean | null;
  limit?: number | null;
  cursor?: string | null;
}

export type RunState =
  | "running"
  | "done"
  | "failed"
  | "cancelled";

export interface Sample {
  at_ms: number;
  requests_per_s: number;
  p95_ms: number;
  failed_per_s: number;
  refused_per_s: number;
  uploads: number;
  sessions: number;
  developing: number;
  connections: number;
  pool_used: number;
  resident_bytes: number;
  cpu: number;
}

export interface Section {
  id: string;
  project_id: string;
  route_id: string;
  code: string;
  name: string;
  length_m: number | null;
  line: unknown | null;
  narrowed: boolean;
  position: number;
  archived_at_ms: number | null;
  version: number;
  route_code: string;
  route_name: string;
  project_name: string;
  distance_m: number | null;
}

export interface SectionCounts {
  due: number;
  taken: number;
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  not_applicable: number;
  extras: number;
  section_id: string;
}

export interface SectionCountsItems {
  items: SectionCounts[];
}

export interface SectionKey {
  id: string;
}

export interface SectionPage {
  items: Section[];
  next: string | null;
}

export interface SectionPatch {
  id: string;
  seen_version?: number | null;
  archived?: boolean | null;
  name?: string | null;
  length_m?: number | null;
  line?: unknown | null;
  narrowed?: boolean | null;
  position?: number | null;
}

export interface SectionQuery {
  project_id?: string | null;
  route_id?: string | null;
  near?: string | null;
  q?: string | null;
  archived?: boolean | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface SectionSlots {
  section: SlotSection;
  project: Project;
  items: Slot[];
}

export interface Session {
  id: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  device: string;
  current: boolean;
}

export interface SessionItems {
  items: Session[];
}

export interface SessionKey {
  id: string;
}

export interface ShownSetting {
  env: string;
  meaning: string;
  takes: string;
  standard: string;
  value: string;
  source: string;
  secret: boolean;
}

export interface ShownSettingItems {
  items: ShownSetting[];
}

export interface SignInLink {
  url: string;
  qr_svg: string;
  expires_at_ms: number;
}

export interface SignOffIn {
  id: string;
  comment?: string | null;
}

export interface Signup {
  email: string;
  password: string;
  name?: string | null;
}

export type SignupPolicy =
  | "open"
  | "domain"
  | "invite";

export type Size =
  | "thumb"
  | "display"
  | "original";

export interface Slot {
  checkpoint_id: string;
  checkpoint_code: string;
  checkpoint_name: string;
  work_type_name: string;
  guidance: string;
  stage: Stage;
  index: number;
  chainage_m: number | null;
  hold_blocked: boolean;
  state: SlotState;
  photo: SlotPhoto | null;
  waiver: Waiver | null;
}

export interface SlotPhoto {
  id: string;
  status: Status;
  attempt: number;
  owner_id: string;
  owner_name: string;
  received_at_ms: number;
  thumb_url: string | null;
  comment: string | null;
  decided_by_name: string | null;
  decided_at_ms: number | null;
  version: number;
}

export interface SlotSection {
  id: string;
  project_id: string;
  route_id: string;
  code: string;
  name: string;
  length_m: number | null;
  line: unknown | null;
  narrowed: boolean;
  position: number;
  archived_at_ms: number | null;
  version: number;
  route_code: string;
  route_name: string;
  project_name: string;
  distance_m: number | null;
  counts: Counts;
  accepted_at_ms: number | null;
  accepted_by_name: string | null;
}

export type SlotState =
  | "due"
  | "pending"
  | "approved"
  | "retake"
  | "nonconforming"
  | "waiver_pending"
  | "not_applicable";

export type Source =
  | "camera"
  | "canvas"
  | "file";

export type Stage =
  | "before"
  | "during"
  | "after";

export interface Standing {
  name: string;
  place: string;
  text: string;
  remedy: string;
  began_at_ms: number;
  told_at_ms: number;
  looked_at_ms: number;
  untold: string | null;
}

export interface StandingItems {
  items: Standing[];
}

export type Status =
  | "pending"
  | "approved"
  | "retake"
  | "nonconforming";

export interface StatusQuery {
  since_ms: number;
}

export interface StatusReport {
  health: HealthReport;
  at_ms: number;
  sample_ms: number;
  samples: Sample[];
  sessions: number;
  connections: number;
  uploads: number;
  share: number;
  database_bytes: number;
  wal_bytes: number;
  resident_bytes: number;
  open_files: number;
  open_files_max: number;
  jobs: Load[];
  disk: DiskStatus;
  backup: BackupStatus;
  alarms: Standing[];
}

export interface StepWaiverIn {
  id: string;
  comment?: string | null;
  seen_version?: number | null;
}

export interface Summary {
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  oldest_pending_at_ms: number | null;
}

export interface ThreadKey {
  photo_id: string;
}

export type Through =
  | "project"
  | "route"
  | "section";

export interface Unseen {
  sections: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  crew_lead: boolean;
  disabled: boolean;
  created_at_ms: number;
  last_seen_at_ms: number | null;
}

export interface UserKey {
  id: string;
}

export interface UserPage {
  items: User[];
  next: string | null;
}

export interface UserPatch {
  id: string;
  name?: string | null;
  role?: Role | null;
  disabled?: boolean | null;
  crew_lead?: boolean | null;
}

export interface VisitKey {
  token: string;
}

export interface Waiting {
  oldest_at_ms: number | null;
  under_4_h: number;
  under_1_day: number;
  under_3_days: number;
  older: number;
  capped: boolean;
}

export interface Waiver {
  id: string;
  project_id: string;
  section_id: string;
  section_code: string;
  section_name: string;
  checkpoint_id: string;
  checkpoint_code: string;
  checkpoint_name: string;
  stage: Stage;
  index: number;
  reason: string;
  status: WaiverStatus;
  owner_id: string;
  owner_name: string;
  created_at_ms: number;
  decided_by_name: string | null;
  decided_at_ms: number | null;
  comment: string | null;
  version: number;
}

export type WaiverDecision =
  | "approved"
  | "retake";

export interface WaiverPage {
  items: Waiver[];
  next: string | null;
}

export type WaiverStatus =
  | "pending"
  | "approved"
  | "retake"
  | "withdrawn";

export interface WaiversQuery {
  project_id: string;
  status?: WaiverStatus | null;
  limit?: number | null;
  cursor?: string | null;
}

export interface WholeProjectQuery {
  project_id: string;
}

export interface WithdrawIn {
  id: string;
  seen_version?: number | null;
}

export interface WorkType {
  id: string;
  project_id: string;
  code: string;
  name: string;
  position: number;
  version: number;
}

export interface WorkTypeItems {
  items: WorkType[];
}

export interface WorkTypePart {
  id: string;
  name: string;
  progress: Progress;
}

export interface WorkTypePatch {
  id: string;
  seen_version?: number | null;
  name?: string | null;
  position?: number | null;
}

