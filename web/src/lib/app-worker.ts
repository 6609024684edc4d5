// The page's side of the service worker: starting it, and moving to a new version of the app.
const kAnswer_ms = 1_000;
const kStart_ms = 5_000;

type Containers = Pick<
  ServiceWorkerContainer,
  'controller' | 'getRegistration' | 'register' | 'addEventListener'
>;

// Null over plain http, where browsers have none.
const workersHere = (): Containers | null => navigator.serviceWorker ?? null;

function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  const late = new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), ms));
  return Promise.race([work, late]);
}

// Called before anything is shown. True when a new version that was fetched earlier took over: then
// the page is to be loaded again. Never happens under a page that is open: see src/worker/sw.ts.
export async function startNewVersion(workers = workersHere()): Promise<boolean> {
  if (!workers?.controller) return false;
  const registration = await within(kAnswer_ms, workers.getRegistration(), undefined);
  const waiting = registration?.waiting;
  if (!waiting) return false;
  const started = new Promise<boolean>((resolve) =>
    workers.addEventListener('controllerchange', () => resolve(true), { once: true }),
  );
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<boolean>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true);
  });
  waiting.postMessage('start-if-alone', [port2]);
  const alone = await within(kAnswer_ms, answer, false);
  port1.close();
  return alone && within(kStart_ms, started, false);
}

// Fetches the app for days without a network; after the page is there, not while it loads.
export function registerWorker(workers = workersHere()): void {
  const register = () => void workers?.register('/sw.js').catch(() => undefined); // or next time
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
