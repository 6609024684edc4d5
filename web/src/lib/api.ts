// The one place that speaks HTTP with the server. Every failure becomes an ApiError whose `detail`
// is fit to show to a person.
export interface ProblemField {
  field: string;
  detail: string;
}

// A problem document (RFC 9457) as the server writes it.
export interface Problem {
  title: string;
  status: number;
  code: string;
  detail: string;
  fields?: ProblemField[];
  incident?: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export class ApiError extends Error {
  readonly status: number; // 0: the server was not reached
  readonly code: string;
  readonly detail: string;
  readonly fields: ProblemField[];
  readonly incident: string | null;
  readonly retry_after_s: number | null;

  constructor(problem: Partial<Problem> & { status: number }, retry_after_s: number | null = null) {
    super(problem.detail ?? problem.title ?? `HTTP ${problem.status}`);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code ?? (problem.status === 0 ? 'offline' : 'unknown');
    this.detail = problem.detail ?? '';
    this.fields = problem.fields ?? [];
    this.incident = problem.incident ?? null;
    this.retry_after_s = retry_after_s;
  }

  // What the server said about one field, or null.
  field(name: string): string | null {
    return this.fields.find((entry) => entry.field === name)?.detail ?? null;
  }
}

export const isApiError = (error: unknown, code?: string): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code);

// The server was not reached, or only a proxy in front of it was.
export const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 502);

export type Query = Record<string, string | number | boolean | null | undefined>;

// Appends the parameters that have a value: path('/api/photos', {limit: 50, cursor: null}).
export function path(base: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${base}?${text}` : base;
}

// Builds the error of a reply that is not 2xx. A reply that is no problem document (a proxy's
// page) keeps its status and gets no detail: the screens have a sentence for that.
export async function errorOf(reply: Response): Promise<ApiError> {
  const retry = Number(reply.headers.get('Retry-After'));
  const retry_after_s = Number.isFinite(retry) && retry > 0 ? retry : null;
  if (reply.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    try {
      const problem = (await reply.json()) as Partial<Problem>;
      return new ApiError({ ...problem, status: reply.status }, retry_after_s);
    } catch {
      // A cut reply is treated like one without a document.
    }
  }
  return new ApiError({ status: reply.status }, retry_after_s);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let reply: Response;
  try {
    reply = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ status: 0, code: 'offline' });
  }
  if (!reply.ok && reply.status !== 304) throw await errorOf(reply);
  return reply;
}

// The last replies by address with their ETags. The browser's own cache would ask with If-None-Match
// too, but drops entries as it likes (always in a private window); this one holds what the screens
// hold anyway, and hands on the same object, so that nothing is drawn again.
const kKeptMax = 100;
const kept = new Map<string, { etag: string; body: unknown }>();

// Another person sees other things under the same addresses.
export const forgetReplies = () => kept.clear();

async function read<T>(url: string, signal?: AbortSignal): Promise<T> {
  const known = kept.get(url);
  const reply = await send(url, {
    ...(signal && { signal }),
    ...(known && { headers: { 'If-None-Match': known.etag } }),
  });
  if (reply.status === 304 && known) return known.body as T;
  const body = await json<T>(reply);
  kept.delete(url);
  const etag = reply.headers.get('ETag');
  if (etag) kept.set(url, { etag, body });
  const [oldest] = kept.keys();
  if (oldest !== undefined && kept.size > kKeptMax) kept.delete(oldest);
  return body;
}

async function json<T>(reply: Response): Promise<T> {
  return (reply.status === 204 ? undefined : await reply.json()) as T;
}

function withBody(method: string, body: unknown): RequestInit {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) };
}

const kPageSize = 200;
const kPagesMax = 50;

// A whole list, page after page; for what one chooses from, not for photos.
async function getAll<T>(url: string, query: Query, signal?: AbortSignal): Promise<Page<T>> {
  const items: T[] = [];
  let next: string | null = null;
  for (let pages = 0; pages < kPagesMax; ++pages) {
    const address = path(url, { ...query, limit: kPageSize, cursor: next });
    const page: Page<T> = await api.get<Page<T>>(address, signal);
    items.push(...page.items);
    next = page.next;
    if (next === null) break;
  }
  return { items, next };
}

export const api = {
  get: read,
  getAll,
  post: async <T>(url: string, body?: unknown) => json<T>(await send(url, withBody('POST', body))),
  patch: async <T>(url: string, body: unknown) => json<T>(await send(url, withBody('PATCH', body))),
  put: async <T>(url: string, body: unknown) => json<T>(await send(url, withBody('PUT', body))),
  delete: async (url: string) => json<void>(await send(url, { method: 'DELETE' })),
  postText: async <T>(url: string, type: string, text: string) =>
    json<T>(await send(url, { method: 'POST', headers: { 'Content-Type': type }, body: text })),
};
