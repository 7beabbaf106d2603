import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { agentRoutes } from '../agent-api/agent-routes.ts';
import { serviceNames } from '../config.ts';
import { consoleRoutes } from '../console-api/console-routes.ts';
import { operatorRoutes } from '../operator-api/operator-routes.ts';

const services = join(import.meta.dirname, '../../../services');

/** Of a service's source text: which router functions are mounted where, e.g. `userRoutes` → `/api/console/v1`. */
function mountsOf(app: string): Map<string, string> {
  const uses = [...app.matchAll(/app\.use\(\s*'(\/[^']*)'([\s\S]*?)\);/g)];
  return new Map(uses.flatMap(([, base = '', routers = '']) => [...routers.matchAll(/\b(\w+Routes)\(/g)].map(([, name = '']) => [name, base] as const)));
}

/** The routes of each router function of a file, as "METHOD path". */
function routersOf(source: string): { router: string; routes: string[] }[] {
  return source.split(/^export (?=function|const)/m).slice(1).map((part) => ({
    router: /^(?:function|const) (\w+)/.exec(part)?.[1] ?? '',
    routes: [...part.matchAll(/\.(get|post|put|patch|delete)\(\s*['"`](\/[^'"`]*)['"`]/g)].map(([, method = '', path = '']) => `${method.toUpperCase()} ${path}`),
  }));
}

async function servedBy(service: string): Promise<string[]> {
  const folder = join(services, service, 'src');
  const mounts = mountsOf(await readFile(join(folder, 'app.ts'), 'utf8'));
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.routes.ts'));
  const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return sources.flatMap(routersOf).filter(({ routes }) => routes.length > 0).flatMap(({ router, routes }) => {
    const base = mounts.get(router);
    if (base === undefined) throw new Error(`${service}: ${router} is mounted nowhere in app.ts`);
    return routes.map((route) => `${service} ${route.replace(' ', ` ${base}`)}`);
  });
}

describe('the routes of the services', () => {
  test.each(serviceNames)('when %s serves a public route, then the gateway passes it on, and nothing else', async (service) => {
    const served = (await servedBy(service)).filter((route) => route.includes(' /api/'));
    expect(served).not.toEqual([]);
    const passedOn = [...agentRoutes, ...consoleRoutes, ...operatorRoutes].filter((route) => route.service === service);
    expect(passedOn.map(({ method, path }) => `${service} ${method} ${path}`).toSorted()).toEqual(served.toSorted());
  });

  test('when a folder is a service, then the gateway knows it', async () => {
    expect((await readdir(services)).toSorted()).toEqual([...serviceNames].toSorted());
  });
});
