// Starts the app. This file and what it imports is loaded by every phone: no component library.
import '../ui/tokens.css';
import '../ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { registerWorker, startNewVersion } from '../lib/app-worker';
import { createQueryClient } from '../lib/query';
import { meQuery, rememberMe } from '../lib/session';
import { LiveNews } from './live-news';
import { createRoutes } from './routes';

// The session ended under an open page. The crew's screen goes on without one: it keeps photos.
function onSignedOut(): void {
  const { pathname, search } = location;
  if (pathname.startsWith('/capture') || pathname.startsWith('/sign-in')) return;
  rememberMe(null);
  client.setQueryData(meQuery.queryKey, null);
  void router.navigate(`/sign-in?to=${encodeURIComponent(pathname + search)}`);
}

const client = createQueryClient(onSignedOut);
const router = createBrowserRouter(createRoutes(client));
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

async function start(into: HTMLElement): Promise<void> {
  if (import.meta.env.PROD && (await startNewVersion())) return location.reload();
  createRoot(into).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <LiveNews />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  if (import.meta.env.PROD) registerWorker();
}

void start(root);
