// The service worker: the app itself stays on the device, so that a reload without a network opens
// it. It keeps files of the build only. What the server knows (/api) never passes through it.
import { createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;
// Put in by tools/service-worker.mjs: every file of the build.
declare const __FILES__: PrecacheEntry[];

precacheAndRoute(__FILES__, { cleanURLs: false, directoryIndex: '' });

// Every address is the app, except what the server answers by itself, and files.
const denylist = [/^\/api(\/|$)/, /^\/problems(\/|$)/, /^\/ca$/, /^[^?]*\.[^/?]*(\?|$)/];
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist }));

// A new version waits until no page of the former one is open. A page that loads anew asks whether
// it is the only one: then nobody is in the middle of anything, and the new version starts.
self.addEventListener('message', (event) => {
  if (event.data === 'start-if-alone') event.waitUntil(startIfAlone(event.ports[0]));
});

async function startIfAlone(reply: MessagePort | undefined): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const alone = pages.length <= 1;
  reply?.postMessage(alone);
  if (alone) await self.skipWaiting();
}
