// Every address of the app, who may open it, and which chunk holds it.
import type { QueryClient } from '@tanstack/react-query';
import { redirect, type LoaderFunctionArgs, type RouteObject } from 'react-router';
import type { Role } from '../lib/api.gen';
import { homeOf, meQuery } from '../lib/session';
import { NotFound, PageStopped } from './fallbacks';


export function createRoutes(client: QueryClient): RouteObject[] {
  const me = () => client.ensureQueryData(meQuery);

  // Signed out: to sign-in and back again afterwards. Wrong role: to where this person starts.
  const only = (roles: Role[]) => async ({ request }: LoaderFunctionArgs) => {
    const person = await me();
    const url = new URL(request.url);
    const here = url.pathname + url.search;
    if (!person) return redirect(here === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(here)}`);
    return roles.includes(person.role) ? null : redirect(homeOf(person.role));
  };
  const home = async () => {
    const person = await me();
    return redirect(person ? homeOf(person.role) : '/sign-in');
  };

  return [
    {
      errorElement: <PageStopped />,
      hydrateFallbackElement: <></>,
      children: [
        { index: true, loader: home },
        {
          path: 'capture/*',
          loader: only(['crew', 'admin', 'reviewer']),
          lazy: async () => ({ Component: (await import('../features/capture/screen')).default }),
        },
        { path: '*', element: <NotFound /> },
      ],
    },
  ];
}
