import type { IncomingMessage, RequestListener } from 'node:http';
import { createApp, createHealth, deviceTokens, finishApp, type Clock, type Health, type Logger } from '@genkan/service-kit';
import type { Adapters } from './adapters.ts';
import { administratorsByIdentity } from './administrators/administrator-rights.ts';
import { agentRoutes, sessionEventsPath } from './agent-api/agent-routes.ts';
import { apiDocsRoutes } from './api-docs/api-docs.routes.ts';
import type { Config } from './config.ts';
import { readConsoleIndex } from './console-files/console-index.ts';
import { consolePages } from './console-files/console-pages.ts';
import { consoleRoutes } from './console-api/console-routes.ts';
import { deviceGuard } from './devices/device-guard.ts';
import { createPassage } from './forwarding/passage.ts';
import { routeTable } from './forwarding/route-table.ts';
import { clientAddress } from './http/client-address.ts';
import { cookiesFor } from './http/cookies.ts';
import { front, type FastRoute } from './http/front.ts';
import { insuredLimiter } from './limits/limiter.insured.ts';
import { redisLimiter } from './limits/limiter.redis.ts';
import { operatorRoutes } from './operator-api/operator-routes.ts';
import { keepOperation, publishOperation } from './operations/console-operation.ts';
import { recordSessionEvents } from './session-events/record-session-events.ts';
import { sessionEventsRoute } from './session-events/session-events.route.ts';
import { sessionGuard } from './session/session-guard.ts';
import { sessionRoutes } from './session/session.routes.ts';
import { redisSessionStore } from './session/session.store.redis.ts';
import { beginLogin } from './sso/begin-login.ts';
import { finishLogin } from './sso/finish-login.ts';
import { oidcIdentityProvider } from './sso/identity-provider.oidc.ts';
import { redisLoginAttemptStore } from './sso/login-attempt.store.redis.ts';
import { ssoRoutes } from './sso/sso.routes.ts';

export interface Gateway {
  listener: RequestListener;
  health: Health;
}

/** The gateway as one listener, not listening yet. */
export async function createGateway(config: Config, adapters: Adapters, clock: Clock, log: Logger): Promise<Gateway> {
  const { publicUrl } = config;
  const { redis, bus, services, companies, deviceChanges, following, records } = adapters;
  const addressOf = (req: IncomingMessage): string => clientAddress(req, config.trustedProxies);
  const health = createHealth({
    redis: async () => void (await redis.ping()),
    kafka: () => bus.health(),
    states: () => following.health(),
  });

  const cookies = cookiesFor(publicUrl);
  const limiter = redisLimiter(redis, clock);
  const deviceLimiter = insuredLimiter(limiter, clock, log);
  const sessions = redisSessionStore(redis, clock);
  const attempts = redisLoginAttemptStore(redis);
  const administrators = administratorsByIdentity(services, clock);
  const publish = publishOperation(bus, clock);
  const keep = keepOperation(records.keep, clock);
  const guard = sessionGuard({ store: sessions, administrators, cookies, publicOrigin: publicUrl.origin, clock });
  const device = deviceGuard(deviceTokens(config.deviceTokenKeys, clock), deviceChanges, () => following.isCurrent(), clock);
  const provider = oidcIdentityProvider({ clientKey: config.oidcClientKey, redirectUri: new URL('/sso/callback', publicUrl).href, clock });
  const index = config.consoleFiles === undefined ? undefined : await readConsoleIndex(config.consoleFiles);
  const pages = consolePages({ folder: config.consoleFiles, index, guard, companies, cookies, publicUrl, log });

  const table = routeTable([...agentRoutes, ...consoleRoutes, ...operatorRoutes]);
  const pass = createPassage({ services, device, sessions: guard, operatorTokens: config.operatorTokens, limiter, deviceLimiter });
  const sessionEvents = sessionEventsRoute({ device, limiter: deviceLimiter, record: recordSessionEvents(bus, clock), addressOf });
  const find = (method: string, path: string): FastRoute | undefined => {
    if (path === sessionEventsPath && method === 'POST') return sessionEvents;
    const route = table.match(method, path);
    return route && { name: route.path, handle: (req, res) => pass(route, req, res, addressOf(req)) };
  };

  const app = createApp({ log, health, service: 'gateway', parsesBodies: false, showsMetrics: false });
  app.use('/api/console/v1/session', sessionRoutes({ guard, store: sessions, companies, cookies, limiter, nudgeRelay: records.nudge, addressOf, clock, log }));
  app.use(
    '/sso',
    ssoRoutes({
      begin: beginLogin({ companies, provider, attempts, publicUrl }),
      finish: finishLogin({ companies, provider, attempts, sessions, administrators, publish, keep, clock, log }),
      cookies,
      limiter,
      publicUrl,
      clientKey: config.oidcClientKey,
      addressOf,
    }),
  );
  app.use('/api/docs', apiDocsRoutes());
  app.use(pages.routes, pages.errors);
  finishApp(app, log);
  return { listener: front({ find, rest: app, log }), health };
}
