import type { ServiceName } from '../config.ts';
import type { LimitName } from '../limits/limits.ts';

/** Who may pass: a PC, anybody within the limits of one address, an administrator, one with all rights, the operator. */
export type GuardName = 'device' | 'source' | 'administrator' | 'all-access' | 'operator';

/** One call that the gateway passes on. `path` is the public path and the service's path alike. */
export interface ForwardedRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments that begin with ":" take one identifier. */
  path: string;
  service: ServiceName;
  guard: GuardName;
  limit: LimitName;
}

export interface RouteTable {
  /** `path` is as sent, without the query. */
  match(method: string, path: string): ForwardedRoute | undefined;
}

// Percent-encoding is allowed, a dot segment is not: a service might read it as another path.
const identifier = '(?!\\.{1,2}(?:/|$))(?!%2e)(?:[\\w.~@+-]|%[0-9A-Fa-f]{2}){1,200}';

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.split('/').map((segment) => (segment.startsWith(':') ? identifier : segment)).join('/')}$`, 'i');

export function routeTable(routes: readonly ForwardedRoute[]): RouteTable {
  const exact = new Map(routes.filter(({ path }) => !path.includes(':')).map((route) => [`${route.method} ${route.path}`, route]));
  const patterns = routes.filter(({ path }) => path.includes(':')).map((route) => ({ route, pattern: patternOf(route.path) }));
  return {
    match: (method, path) =>
      exact.get(`${method} ${path}`) ?? patterns.find(({ route, pattern }) => route.method === method && pattern.test(path))?.route,
  };
}
