// Requests about one's own account.
import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { api, path, type Page } from '../../lib/api';
import type { LinkPreview, Me, Policy, Role, Session, SignInLink, User } from '../../lib/api.gen';
import { useSetMe } from '../../lib/session';

const kPeopleShown = 200;

export const policyQuery = queryOptions({
  queryKey: ['auth', 'policy'],
  queryFn: ({ signal }) => api.get<Policy>('/api/auth/policy', signal),
  staleTime: Infinity,
});

export const peekQuery = (token: string) =>
  queryOptions({
    queryKey: ['auth', 'link', token],
    queryFn: () => api.post<LinkPreview>('/api/auth/links/peek', { token }),
    enabled: token !== '',
    staleTime: Infinity,
    retry: false,
  });

export const sessionsQuery = queryOptions({
  queryKey: ['auth', 'sessions'],
  queryFn: ({ signal }) => api.get<Page<Session>>('/api/auth/sessions', signal),
  select: (page) => page.items,
});

export interface Credentials {
  email: string;
  password: string;
  name?: string;
}
export interface Redeem extends Partial<Credentials> {
  token: string;
}

// Each of these ends with somebody signed in.
function useEnter<Body>(url: string) {
  const setMe = useSetMe();
  return useMutation({
    mutationFn: (body: Body) => api.post<Me>(url, body),
    onSuccess: setMe,
  });
}
export const useSignIn = () => useEnter<Credentials>('/api/auth/login');
export const useSignUp = () => useEnter<Credentials>('/api/auth/signup');
export const useRedeem = () => useEnter<Redeem>('/api/auth/links/redeem');

export const changePassword = (current_password: string, new_password: string) =>
  api.post<void>('/api/auth/change-password', { current_password, new_password });

export const endSession = (id: string) => api.delete(`/api/auth/sessions/${id}`);

// People, for admins.
export const usersQuery = infiniteQueryOptions({
  queryKey: ['users'],
  queryFn: ({ pageParam, signal }) =>
    api.get<Page<User>>(path('/api/users', { limit: kPeopleShown, cursor: pageParam }), signal),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
});

export const createUser = (user: { name: string; email: string; role: Role }) =>
  api.post<User>('/api/users', user);

interface UserChange {
  role?: Role;
  crew_lead?: boolean;
  disabled?: boolean;
}
export const changeUser = (id: string, change: UserChange) =>
  api.patch<User>(`/api/users/${id}`, change);

export const makeSignInLink = (id: string) =>
  api.post<SignInLink>(`/api/users/${id}/sign-in-link`, {});
