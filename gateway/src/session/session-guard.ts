import type { IncomingMessage } from 'node:http';
import { Problem, type Clock } from '@genkan/service-kit';
import type { AdministratorRights, Administrators } from '../administrators/administrator-rights.ts';
import type { Cookies } from '../http/cookies.ts';
import { refuseOtherSites } from './same-origin.ts';
import { isOver, nameOf, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

export interface LoggedIn {
  /** Name of the session in the store. */
  name: string;
  session: Session;
  rights: AdministratorRights;
}

export interface SessionGuard {
  /** Who is logged in; throws `not-logged-in`, and `csrf-refused` for a change that another site asks for. */
  require(req: IncomingMessage): Promise<LoggedIn>;
  /** Whether the browser has a session that still holds, with the rights of now. */
  find(req: IncomingMessage): Promise<LoggedIn | undefined>;
}

export interface SessionGuardParts {
  store: SessionStore;
  administrators: Administrators;
  cookies: Cookies;
  publicOrigin: string;
  clock: Clock;
}

export function sessionGuard({ store, administrators, cookies, publicOrigin, clock }: SessionGuardParts): SessionGuard {
  const find = async (req: IncomingMessage): Promise<LoggedIn | undefined> => {
    const id = cookies.read(req, 'session');
    if (id === undefined) return undefined;
    const name = nameOf(id);
    const session = await store.use(name);
    if (session === undefined) return undefined;
    const rights = isOver(session, clock()) ? undefined : await administrators.rightsOf(session.companyId, session.administratorKey);
    if (rights === undefined) {
      await store.end(name);
      return undefined;
    }
    return { name, session, rights };
  };

  return {
    find,
    async require(req) {
      const found = await find(req);
      if (found === undefined) throw new Problem('not-logged-in');
      refuseOtherSites(req, found.session, publicOrigin);
      return found;
    },
  };
}
