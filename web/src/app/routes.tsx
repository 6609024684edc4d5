// Every address of the app, who may open it, and which chunk holds it.
import type { QueryClient } from '@tanstack/react-query';
import { redirect, type LoaderFunctionArgs, type RouteObject } from 'react-router';
import type { Role } from '../lib/api.gen';
import { homeOf, meQuery } from '../lib/session';
import { NotFound, PageStopped } from './fallbacks';

type Gate = (roles: Role[]) => (args: LoaderFunctionArgs) => Promise<Response | null>;
const everyone: Role[] = ['crew', 'reviewer', 'admin', 'viewer'];
const reviewers: Role[] = ['reviewer', 'admin'];
const admins: Role[] = ['admin'];

const lazyShell = async () => ({ Component: (await import('./desk-shell')).default });

const signedOutRoutes: RouteObject[] = [
  {
    path: 'sign-in',
    lazy: async () => ({ Component: (await import('../features/accounts/sign-in')).default }),
  },
  {
    path: 'sign-up',
    lazy: async () => ({ Component: (await import('../features/accounts/sign-up')).default }),
  },
  {
    path: 'link',
    lazy: async () => ({ Component: (await import('../features/accounts/link')).default }),
  },
];

// Filters live in the address; changing them asks nobody again who may be here.
const shouldRevalidate = () => false;

const deskRoutes = (only: Gate): RouteObject[] => [
  {
    path: 'dashboard',
    loader: only(everyone),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/insights/screen')).default }),
  },
  {
    path: 'review',
    loader: only(reviewers),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/review/screen')).default }),
  },
  {
    path: 'photos',
    loader: only(everyone),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/photos/list')).default }),
  },
  {
    path: 'photos/:id',
    loader: only(everyone),
    lazy: async () => ({ Component: (await import('../features/photos/page')).default }),
  },
  {
    path: 'set-up',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('./set-up')).default }),
  },
  {
    path: 'set-up/projects',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/catalogue/projects')).default }),
  },
  {
    path: 'set-up/projects/:id',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/catalogue/project-page')).default }),
  },
  {
    path: 'set-up/checklist',
    loader: only(admins),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/catalogue/checklist')).default }),
  },
  {
    path: 'set-up/import',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/catalogue/import')).default }),
  },
  {
    path: 'set-up/access',
    loader: only(admins),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/admin/access')).default }),
  },
  {
    path: 'set-up/status',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/admin/status')).default }),
  },
  {
    path: 'set-up/settings',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/admin/settings')).default }),
  },
  {
    path: 'set-up/backups',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/admin/backups')).default }),
  },
  {
    path: 'set-up/audit',
    loader: only(admins),
    shouldRevalidate,
    lazy: async () => ({ Component: (await import('../features/admin/audit')).default }),
  },
  {
    path: 'set-up/people',
    loader: only(admins),
    lazy: async () => ({ Component: (await import('../features/accounts/people')).default }),
  },
];

export function createRoutes(client: QueryClient): RouteObject[] {
  const me = () => client.ensureQueryData(meQuery);

  // Signed out: to sign-in and back again afterwards. Wrong role: to where this person starts.
  const only: Gate = (roles) => async ({ request }: LoaderFunctionArgs) => {
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
        { index: true, loader: home, element: <></> }, // only ever passed through
        {
          path: 'capture/*',
          loader: only(['crew', 'admin', 'reviewer']),
          lazy: async () => ({ Component: (await import('../features/capture/screen')).default }),
        },
        {
          path: 'account',
          loader: only(everyone),
          lazy: async () => ({ Component: (await import('../features/accounts/account')).default }),
        },
        ...signedOutRoutes,
        { lazy: lazyShell, children: deskRoutes(only) },
        { path: '*', element: <NotFound /> },
      ],
    },
  ];
}
