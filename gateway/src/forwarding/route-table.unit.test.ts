import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agentRoutes } from '../agent-api/agent-routes.ts';
import { consoleRoutes } from '../console-api/console-routes.ts';
import { operatorRoutes } from '../operator-api/operator-routes.ts';
import { routeTable } from './route-table.ts';

const routes = [...agentRoutes, ...consoleRoutes, ...operatorRoutes];
const table = routeTable(routes);

describe('the table of forwarded routes', () => {
  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('when %s is called, then it is found', (_name, route) => {
    expect(table.match(route.method, route.path.replaceAll(/:\w+/g, 'S-1-5-21-3'))).toBe(route);
    expect(table.match('TRACE', route.path)).toBeUndefined();
  });

  test.each(['..', '.', '%2e%2e', '%2E', '', 'a/b', 'a?b', 'a b', 'a%zz', 'x'.repeat(201)])('when an identifier is "%s", then there is no such route', (id) => {
    expect(table.match('GET', `/api/console/v1/employee-days/${id}`)).toBeUndefined();
  });

  test('when a path is anything at all, then it is found only as one route means it', () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        const found = table.match('GET', path);
        return found === undefined || path.split('/').length === found.path.split('/').length;
      }),
    );
  });

  test('when a route is for administrators or operators, then its path says so, and PCs reach none of them', () => {
    for (const { path, guard } of routes) {
      const door = path.split('/')[2];
      expect({ agent: ['device', 'source'], console: ['administrator', 'all-access'], operator: ['operator'] }[door as 'agent']).toContain(guard);
    }
  });

  test('when a route is about break-glass codes, then only all-access administrators and the PC itself pass', () => {
    const guards = routes.filter(({ path }) => path.includes('break-glass')).map(({ path, guard }) => [path.split('/')[2], guard]);
    expect(guards).toHaveLength(7);
    expect(guards.filter(([door, guard]) => guard !== (door === 'agent' ? 'device' : 'all-access'))).toEqual([]);
  });
});
