// The web server around a store: sessions, limits, routes. Express 5 hands on what a handler throws.
import bcrypt from 'bcrypt';
import express from 'express';
import { rateLimit } from 'express-rate-limit';
import session from 'express-session';
import { statfs } from 'node:fs/promises';
import { Problem, cursorOf, placeOf, unauthorized } from './people.mjs';
import { addUploads } from './uploads.mjs';

export const sessionTtlMs = 7 * 86_400_000;
const decisions = new Set(['approved', 'retake', 'nonconforming']);
const deciders = new Set(['reviewer', 'admin']);
const commenters = new Set(['crew', 'reviewer', 'admin']);

// Counts a person, or an address where nobody is signed in.
const limiter = (limit, rest = {}) => rateLimit({
  windowMs: 15 * 60_000, limit, standardHeaders: 'draft-8', legacyHeaders: false, validate: false, ...rest,
});

function signedIn(roles) {
  return (request, response, next) => {
    const { user } = request.session;
    if (!user) throw new Problem(unauthorized);
    if (roles && !roles.has(user.role)) throw new Problem({ status: 403, title: 'Not for your role' });
    next();
  };
}

const invalid = (title) => new Problem({ status: 400, title });

function textOf(value, most) {
  if (typeof value !== 'string' || value.trim() === '' || value.length > most) throw invalid('text');
  return value;
}

async function signIn(store, request, response) {
  const { email, password } = request.body ?? {};
  const person = await store.findUser(textOf(email, 254).toLowerCase());
  const right = person && (await bcrypt.compare(textOf(password, 200), person.password_hash));
  if (!right) throw new Problem({ status: 401, title: 'Wrong email or password' });
  await new Promise((resolve, reject) => request.session.regenerate((e) => (e ? reject(e) : resolve())));
  const { id, name, role } = person;
  request.session.user = { id, email: person.email, name, role };
  response.json({ id, email: person.email, name, role }); // the session is kept before this is sent
}

async function health(store, folder, response) {
  const began = performance.now();
  await store.ping();
  const latency_ms = performance.now() - began;
  const disk = await statfs(folder);
  response.json({
    status: 'ok', uptime_s: process.uptime(), database: { ok: true, latency_ms },
    disk: { free_bytes: disk.bavail * disk.bsize, size_bytes: disk.blocks * disk.bsize },
  });
}

async function page(store, request, response) {
  const limit = Number(request.query.limit ?? 50);
  if (!(limit >= 1 && limit <= 200)) throw invalid('limit');
  const project = textOf(request.query.project_id, 36);
  const rows = await store.listPhotos(request.session.user, project, placeOf(request.query.cursor), limit + 1);
  const more = rows.length > limit;
  if (more) rows.pop();
  response.json({ items: rows, next: more ? cursorOf(rows.at(-1)) : null });
}

async function decide(store, request, response) {
  const { photo_ids: ids, decision, comment = '' } = request.body ?? {};
  if (!Array.isArray(ids) || ids.length !== 1 || !decisions.has(decision)) throw invalid('decision');
  if (decision !== 'approved') textOf(comment, 2000);
  const outcome = await store.decide(request.session.user, textOf(ids[0], 36), decision, comment);
  response.json({ outcomes: [outcome] });
}

async function comment(store, logged, request, response) {
  const text = textOf(request.body?.text, 2000);
  response.status(201).json(await store.addComment(request.session.user, request.params.id, text, logged));
}

function problemOf(error) {
  if (error instanceof Problem) return error.problem;
  if (/^timeout exceeded/.test(error.message)) return { status: 503, title: 'Busy' }; // the pool's
  console.error(error);
  return { status: 500, title: 'Something broke' };
}

export function makeApp({ store, sessions, folder, etag, limit, images }) {
  const app = express();
  app.disable('x-powered-by');
  if (!etag) app.disable('etag');
  app.get('/api/live', (request, response) => response.json({ status: 'ok' }));
  app.get('/api/health', (request, response) => health(store, folder, response));
  app.use(session({
    store: sessions, secret: 'of the bench', resave: false, saveUninitialized: false, name: 'sid',
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: sessionTtlMs },
  }));
  const byPerson = { keyGenerator: (request) => request.session.user?.id ?? request.ip };
  app.post('/api/auth/login', limiter(limit, { skipSuccessfulRequests: true }), express.json(),
    (request, response) => signIn(store, request, response));
  const api = express.Router();
  api.use(limiter(limit, byPerson), express.json({ limit: '1mb' }));
  api.get('/photos', signedIn(), (request, response) => page(store, request, response));
  api.post('/photos/:id/comments', signedIn(commenters), comment.bind(null, store, false));
  api.post('/photos/:id/comments-logged', signedIn(commenters), comment.bind(null, store, true));
  api.post('/decisions', signedIn(deciders), (request, response) => decide(store, request, response));
  addUploads(api, signedIn(commenters), { store, folder, images });
  app.use('/api', api);
  app.use((error, request, response, next) => {
    const problem = problemOf(error);
    response.status(problem.status).type('application/problem+json').json(problem);
  });
  return app;
}
