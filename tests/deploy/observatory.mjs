// The rules of MDN's HTTP Observatory, scored here instead of by a service on the internet. From
// "HTTP Observatory Scoring Methodology" (copy/observatory/tests_and_scoring.md of mdn/yari, commit
// 335f4a13, read on 2026-11-22): a start of 100, penalties, and when 90 are left, bonuses. What
// needs their lists (HSTS preload) or other hosts counts 0 here.
const directives = (policy) =>
  new Map(policy.split(';').map((part) => part.trim().split(/\s+/)).filter(([name]) => name).map(([name, ...sources]) => [name, sources]));

function contentSecurityPolicy(headers) {
  const text = headers['content-security-policy'];
  if (!text) return ['csp-not-implemented', -25];
  const policy = directives(text);
  const of = (name) => policy.get(name) ?? policy.get('default-src') ?? ['*'];
  const broad = (sources) => sources.some((source) => ['*', 'https:', 'http:', 'data:', "'unsafe-inline'"].includes(source));
  if (broad(of('script-src')) || broad(of('object-src'))) return ['csp-implemented-with-unsafe-inline', -20];
  if ([...policy.values()].flat().some((source) => source.startsWith('http:'))) return ['csp-implemented-with-insecure-scheme', -20];
  if (of('script-src').includes("'unsafe-eval'")) return ['csp-implemented-with-unsafe-eval', -10];
  if (broad(of('style-src'))) return ['csp-implemented-with-unsafe-inline-in-style-src-only', 0];
  const nothing = policy.get('default-src')?.join(' ') === "'none'";
  return nothing ? ['csp-implemented-with-no-unsafe-default-src-none', 10] : ['csp-implemented-with-no-unsafe', 5];
}

function cookies(headers) {
  const set = headers['set-cookie'] ?? [];
  if (set.length === 0) return ['cookies-not-found', 0];
  const has = (cookie, word) => new RegExp(`;\\s*${word}`, 'i').test(cookie);
  if (!set.every((cookie) => has(cookie, 'secure'))) return ['cookies-session-without-secure-flag', -40];
  if (!set.every((cookie) => has(cookie, 'httponly'))) return ['cookies-session-without-httponly-flag', -30];
  return set.every((cookie) => has(cookie, 'samesite=(strict|lax)'))
    ? ['cookies-secure-with-httponly-sessions-and-samesite', 5]
    : ['cookies-secure-with-httponly-sessions', 0];
}

function sharing(headers) {
  const shared = headers['access-control-allow-origin'];
  return shared ? ['cross-origin-resource-sharing-implemented-with-universal-access', -50] : ['cross-origin-resource-sharing-not-implemented', 0];
}

function transport(headers) {
  const age = Number(/max-age=(\d+)/.exec(headers['strict-transport-security'] ?? '')?.[1] ?? -1);
  if (age < 0) return ['hsts-not-implemented', -20];
  return age >= 15_768_000 ? ['hsts-implemented-max-age-at-least-six-months', 0] : ['hsts-implemented-max-age-less-than-six-months', -10];
}

function referrer(headers) {
  const policy = headers['referrer-policy'];
  if (!policy) return ['referrer-policy-not-implemented', 0];
  const fine = ['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin'].includes(policy);
  return fine ? ['referrer-policy-private', 5] : ['referrer-policy-unsafe', -5];
}

function integrity(headers, body) {
  if (!/text\/html/.test(headers['content-type'] ?? '')) return ['sri-not-implemented-response-not-html', 0];
  const scripts = [...body.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)];
  if (scripts.some(([, source]) => !source.startsWith('/') || source.startsWith('//'))) return ['sri-not-implemented-but-external-scripts-loaded', -5];
  return ['sri-not-implemented-but-all-scripts-loaded-from-secure-origin', 0];
}

const sniffing = (headers) => (headers['x-content-type-options'] === 'nosniff' ? ['x-content-type-options-nosniff', 0] : ['x-content-type-options-not-implemented', -5]);

function framing(headers) {
  if (directives(headers['content-security-policy'] ?? '').has('frame-ancestors')) return ['x-frame-options-implemented-via-csp', 5];
  return headers['x-frame-options'] ? ['x-frame-options-sameorigin-or-deny', 5] : ['x-frame-options-not-implemented', -20];
}

function resources(headers) {
  const policy = headers['cross-origin-resource-policy'];
  if (!policy) return ['cross-origin-resource-policy-not-implemented', 0];
  return policy === 'same-origin' || policy === 'same-site'
    ? [`cross-origin-resource-policy-implemented-with-${policy}`, 10]
    : ['cross-origin-resource-policy-implemented-with-cross-origin', 0];
}

// → {score, results: [[name, points]…]} of one answer that came over https
export function scoreOf({ headers, body }) {
  const results = [contentSecurityPolicy, cookies, sharing, transport, referrer, integrity, sniffing, framing, resources].map((test) => test(headers, body));
  const sum = (some) => some.reduce((total, [, points]) => total + points, 0);
  const base = 100 + sum(results.filter(([, points]) => points < 0));
  const bonus = sum(results.filter(([, points]) => points > 0));
  return { score: Math.max(0, base >= 90 ? base + bonus : base), results };
}
