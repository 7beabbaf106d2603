import { Problem, type Clock, type Logger } from '@genkan/service-kit';
import { Router, type Request, type RequestHandler } from 'express';
import type { CompanyDirectory } from '../companies/company-directory.ts';
import { addressBlock } from '../http/client-address.ts';
import type { Cookies } from '../http/cookies.ts';
import type { Limiter, LimitName } from '../limits/limits.ts';
import { consoleOperationRecord } from '../operations/console-operation.ts';
import type { SessionGuard } from './session-guard.ts';
import type { SessionStore } from './session.store.ts';
import { presentSession } from './session.presenter.ts';

export interface SessionRoutesParts {
  guard: SessionGuard;
  store: SessionStore;
  companies: CompanyDirectory;
  cookies: Cookies;
  limiter: Limiter;
  /** A record waits to be published. */
  nudgeRelay: () => void;
  addressOf: (req: Request) => string;
  clock: Clock;
  log: Logger;
}

export function sessionRoutes({ guard, store, companies, cookies, limiter, nudgeRelay, addressOf, clock, log }: SessionRoutesParts): Router {
  const limitedBy = (limit: LimitName): RequestHandler => async (req, _res, next) => {
    await limiter.charge(limit, addressBlock(addressOf(req)));
    next();
  };
  return Router()
    .get('/', limitedBy('session-source'), async (req, res) => {
      const loggedIn = await guard.require(req);
      const { companyId, administratorKey } = loggedIn.session;
      await limiter.charge('administrator-calls', `${companyId}/${administratorKey}`);
      const company = companies.get(companyId);
      if (company === undefined) throw new Problem('not-logged-in');
      res.json(presentSession(loggedIn, company));
    })
    // Neither Kafka nor identity is asked: nobody stays logged in because they are away.
    .delete('/', limitedBy('logout-source'), async (req, res) => {
      const { name, session } = await guard.requireOwn(req);
      const { companyId, administratorKey } = session;
      const operation = { kind: 'console-logout', companyId, administratorKey, name: session.name, ip: addressOf(req), succeeded: true } as const;
      await store.end(name, consoleOperationRecord(operation, clock));
      nudgeRelay();
      res.setHeader('set-cookie', cookies.clear('session'));
      log.info({ companyId, administratorKey }, 'logged out');
      res.sendStatus(204);
    });
}
