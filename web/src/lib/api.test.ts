import { afterEach, expect, test, vi } from 'vitest';
import { api, ApiError, forgetReplies, path } from './api';

const reply = (status: number, body: string, type: string, headers = {}) =>
  vi.stubGlobal('fetch', () =>
    Promise.resolve(new Response(body, { status, headers: { 'Content-Type': type, ...headers } })),
  );
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error as ApiError,
  );

afterEach(() => vi.unstubAllGlobals());

test('a problem document becomes an error that names code, sentence and fields', async () => {
  const problem = {
    code: 'password-weak',
    detail: 'Use at least 12 characters.',
    fields: [{ field: 'password', detail: 'Too short' }],
  };
  reply(400, JSON.stringify(problem), 'application/problem+json');
  const error = await failure(api.post('/api/auth/signup', {}));
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 400, code: 'password-weak', detail: problem.detail });
  expect(error.field('password')).toBe('Too short');
  expect(error.field('email')).toBeNull();
});

test("a proxy's own error page keeps its status and is not shown as text", async () => {
  reply(502, '<html>Bad gateway</html>', 'text/html');
  const error = await failure(api.get('/api/photos'));
  expect(error).toMatchObject({ status: 502, code: 'unknown', detail: '' });
});

test('how long to wait is read from the reply', async () => {
  reply(429, '{"code":"rate-limited"}', 'application/problem+json', { 'Retry-After': '7' });
  expect((await failure(api.get('/x'))).retry_after_s).toBe(7);
});

test('no network is status 0, so that screens can speak of the network', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  expect(await failure(api.get('/x'))).toMatchObject({ status: 0, code: 'offline' });
});

test('an abort stays an abort: nobody is told of a failure', async () => {
  const abort = new DOMException('stopped', 'AbortError');
  vi.stubGlobal('fetch', () => Promise.reject(abort));
  expect(await failure(api.get('/x'))).toBe(abort);
});

test('an empty reply is no JSON', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 204 })));
  expect(await api.post('/api/auth/logout')).toBeUndefined();
});

test('only parameters with a value stand in the address', () => {
  expect(path('/api/photos', { limit: 50, cursor: null, q: '', status: undefined })).toBe(
    '/api/photos?limit=50',
  );
});

test('a whole list is fetched page after page', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return Response.json(asked.length < 3 ? { items: [1, 2], next: `c${asked.length}` } : { items: [3], next: null });
  });
  const list = await api.getAll<number>('/api/sections', { project_id: 'p' });
  expect(list).toEqual({ items: [1, 2, 1, 2, 3], next: null });
  expect(asked).toEqual([
    '/api/sections?project_id=p&limit=200',
    '/api/sections?project_id=p&limit=200&cursor=c1',
    '/api/sections?project_id=p&limit=200&cursor=c2',
  ]);
});

test('what did not change is not sent again: the copy asked with its ETag is handed on', async () => {
  const asked: (string | null)[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const etag = new Headers(init.headers).get('If-None-Match');
    asked.push(etag);
    const fresh = () => Response.json({ items: [1] }, { headers: { ETag: '"a"' } });
    return Promise.resolve(etag === '"a"' ? new Response(null, { status: 304 }) : fresh());
  });
  const first = await api.get('/api/photos');
  expect(await api.get('/api/photos')).toBe(first);
  forgetReplies(); // another person signed in
  await api.get('/api/photos');
  expect(asked).toEqual([null, '"a"', null]);
});
