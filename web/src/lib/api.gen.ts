// The server's wire types. Printed by the server from its described structs; do not edit by hand.
export type Role = 'crew' | 'reviewer' | 'admin' | 'viewer';
export type Stage = 'before' | 'during' | 'after';
export type Status = 'pending' | 'approved' | 'retake' | 'nonconforming';
export type Decision = 'approved' | 'retake' | 'nonconforming';
export type Source = 'camera' | 'canvas' | 'file';
export type Received = 'preview' | 'original';
export type Develop = 'waiting' | 'done' | 'failed' | 'damaged';
export type SignupPolicy = 'open' | 'domain' | 'invite';

export interface ProblemField {
  field: string;
  detail: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  fields?: ProblemField[];
  incident?: string;
}

export interface ClientConfig {
  max_upload_bytes: number;
  password_min_length: number;
}

export interface Me {
  id: string;
  email: string;
  name: string;
  role: Role;
  signup: string;
  config: ClientConfig;
}

export interface AuthPolicy {
  signup: SignupPolicy;
  password_min_length: number;
}

export interface Session {
  id: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  device: string;
  current: boolean;
}

export interface LinkPeek {
  purpose: 'sign_in' | 'first_admin';
  name: string | null;
  expires_at_ms: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  created_at_ms: number;
  last_seen_at_ms: number | null;
}

export interface SignInLink {
  url: string;
  qr_svg: string;
  expires_at_ms: number;
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
  keep_originals: string;
  keep_days: number | null;
  archived_at_ms: number | null;
  version: number;
}

export interface LineString {
  type: 'LineString';
  coordinates: number[][];
}

export interface Route {
  id: string;
  project_id: string;
  code: string;
  name: string;
  length_m: number | null;
  line: LineString | null;
  narrowed: boolean;
  position: number;
  archived_at_ms: number | null;
}

export interface Counts {
  due: number;
  taken: number;
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  extras: number;
}

export interface Section {
  id: string;
  project_id: string;
  route_id: string;
  code: string;
  name: string;
  length_m: number | null;
  line: LineString | null;
  narrowed: boolean;
  position: number;
  archived_at_ms: number | null;
  route_code: string;
  route_name: string;
  project_name: string;
  distance_m: number | null;
  counts: Counts;
}

export interface WorkType {
  id: string;
  project_id: string;
  code: string;
  name: string;
  position: number;
}

export interface Checkpoint {
  id: string;
  project_id: string;
  work_type_id: string;
  code: string;
  name: string;
  guidance: string;
  stage: Stage;
  photos_due: number;
  spacing_m: number | null;
  hold_point: boolean;
  version: number;
  position: number;
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

export type SlotState = 'due' | Status;

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
}

export interface SectionSlots {
  section: Section;
  project: Project;
  items: Slot[];
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

export interface Duplicate {
  photo_id: string;
  section_id: string;
  section_name: string;
  checkpoint_name: string;
  status: Status;
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
  lat?: number;
  lon?: number;
  accuracy_m?: number;
  altitude_m?: number;
  heading_deg?: number;
  source: Source;
  file_name?: string;
  replaces?: string;
  comment?: string;
  override_reason?: string;
  checkpoint_version?: number;
  device?: string;
}

export interface Receipt {
  id: string;
  sha256: string;
  size_bytes: number;
  media_type: string;
  received_at_ms: number;
  durable: boolean;
  store: 'folder' | 's3' | 'spool';
  status: Status;
  attempt: number;
  extra: boolean;
  version: number;
  duplicates: Duplicate[];
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
  thumb_url: string | null;
  flags: string[];
  version: number;
}

export interface LastDecision {
  decision: Decision;
  comment: string;
  reviewer_id: string;
  reviewer_name: string;
  decided_at_ms: number;
}

export interface PhotoCan {
  decide: boolean;
  comment: boolean;
  replace: boolean;
  withdraw: boolean;
}

export interface Photo extends PhotoRow {
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
  claims: Record<string, unknown>;
  device: string | null;
  last_decision: LastDecision | null;
  duplicates: Duplicate[];
  can: PhotoCan;
}

export interface HistoryEntry {
  seq: number | null;
  at_ms: number;
  kind: string;
  actor_id: string | null;
  actor_name: string | null;
  body: Record<string, unknown>;
}

export interface Comment {
  id: string;
  author_id: string;
  author_name: string;
  text: string;
  at_ms: number;
  decision: Decision | null;
}

export interface ReviewSummary {
  pending: number;
  approved: number;
  retake: number;
  nonconforming: number;
  oldest_pending_at_ms: number | null;
}

export interface DecideIn {
  photo_ids: string[];
  decision: Decision;
  comment?: string;
  seen_versions?: number[];
}

export interface OutcomeProblem {
  code: string;
  detail: string;
}

export interface DecisionOutcome {
  photo_id: string;
  ok: boolean;
  status: Status | null;
  version: number | null;
  problem: OutcomeProblem | null;
}

export interface DecideOut {
  outcomes: DecisionOutcome[];
}
