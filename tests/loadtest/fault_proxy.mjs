// Between a load test and a server: passes on what it is given, with one fault. What the load test's
// admin sends goes through untouched, so that there is something to measure.
import { once } from 'node:events';
import http from 'node:http';

const isAdmin = (request) => request.headers['user-agent'] === 'loadtest admin';

// `before(request, response)` may answer by itself (true), or change the request's headers.
export async function openProxy(port, before) {
  const agent = new http.Agent({ keepAlive: true });
  const proxy = http.createServer(async (request, response) => {
    if (!isAdmin(request) && (await before(request, response))) return;
    const { method, url: path, headers } = request;
    const onward = http.request({ host: '127.0.0.1', port, agent, method, path, headers });
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    close() {
      proxy.close();
      proxy.closeAllConnections();
      agent.destroy();
    },
  };
}

export const late = (ms) => () => new Promise((resolve) => setTimeout(resolve, ms, false));

// One request in `n` is answered 500.
export function failing(n) {
  let count = 0;
  return (request, response) => {
    if (++count % n !== 0) return false;
    request.resume();
    response.writeHead(500, { 'content-type': 'application/problem+json' });
    response.end('{"code":"internal"}');
    return true;
  };
}

// One request in `n` that asks who one is carries the cookie of whoever asked before. People ask on
// two devices, one right after the other: of an even `n` each meets the same person's.
export function mixingUp(n) {
  let count = 0;
  let last = null;
  return (request) => {
    const { cookie } = request.headers;
    if (request.url === '/api/auth/me' && cookie) {
      if (++count % n === 0 && last) request.headers.cookie = last;
      last = cookie;
    }
    return false;
  };
}

// Signing out is answered, and does nothing.
export function neverSigningOut(request, response) {
  if (request.url !== '/api/auth/logout') return false;
  request.resume();
  response.writeHead(204).end();
  return true;
}
