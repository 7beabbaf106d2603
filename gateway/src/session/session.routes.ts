import { Problem, type Logger } from '@genkan/service-kit';
import { Router, type Request } from 'express';
import type { CompanyDirectory } from '../companies/company-directory.ts';
import type { Cookies } from '../http/cookies.ts';
import type { PublishOperation } from '../operations/publish-operation.ts';
import type { SessionGuard } from './session-guard.ts';
import type { SessionStore } from './session.store.ts';
import { presentSession } from './session.presenter.ts';

export interface SessionRoutesParts {
  guard: SessionGuard;
  store: SessionStore;
  companies: CompanyDirectory;
  cookies: Cookies;
  publish: PublishOperation;
  addressOf: (req: Request) => string;
  log: Logger;
}

export function sessionRoutes({ guard, store, companies, cookies, publish, addressOf, log }: SessionRoutesParts): Router {
  return Router()
    .get('/', async (req, res) => {
      const loggedIn = await guard.require(req);
      const company = companies.get(loggedIn.session.companyId);
      if (company === undefined) throw new Problem('not-logged-in');
      res.json(presentSession(loggedIn, company));
    })
    .delete('/', async (req, res) => {
      const { name, session, rights } = await guard.require(req);
      // The session ends first: a log that cannot be written must not keep anybody logged in.
      await store.end(name);
      res.setHeader('set-cookie', cookies.clear('session'));
      const { companyId, administratorKey } = session;
      log.info({ companyId, administratorKey }, 'logged out');
      await publish({ kind: 'console-logout', companyId, administratorKey, name: rights.name, ip: addressOf(req), succeeded: true });
      res.sendStatus(204);
    });
}
