import type { IncomingMessage } from 'node:http';
import { Problem, type Clock } from '@genkan/service-kit';
import type { AdministratorRights, Administrators } from '../administrators/administrator-rights.ts';
import type { Cookies } from '../http/cookies.ts';
import { refuseOtherSites } from './same-origin.ts';
import { isOver, nameOf, type Session } from './session.ts';
import type { SessionStore } from './session.store.ts';

export interface OwnSession {
  /** Name of the session in the store. */
  name: string;
  session: Session;
}

export interface LoggedIn extends OwnSession {
  rights: AdministratorRights;
}

export interface SessionGuard {
  /** Who is logged in; throws `not-logged-in`, and `csrf-refused` for a change that another site asks for. */
  require(req: IncomingMessage): Promise<LoggedIn>;
  /** The browser's session, whatever its rights are by now: enough to end it. Throws as `require` does. */
  requireOwn(req: IncomingMessage): Promise<OwnSession>;
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
  const findOwn = async (req: IncomingMessage): Promise<OwnSession | undefined> => {
    const id = cookies.read(req, 'session');
    if (id === undefined) return undefined;
    const name = nameOf(id);
    const session = await store.use(name);
    if (session === undefined) return undefined;
    if (isOver(session, clock())) {
      await store.end(name);
      return undefined;
    }
    return { name, session };
  };

  const find = async (req: IncomingMessage): Promise<LoggedIn | undefined> => {
    const own = await findOwn(req);
    if (own === undefined) return undefined;
    const rights = await administrators.rightsOf(own.session.companyId, own.session.administratorKey);
    if (rights === undefined) {
      await store.end(own.name);
      return undefined;
    }
    return { ...own, rights };
  };

  const admitted = <Found extends OwnSession>(req: IncomingMessage, found: Found | undefined): Found => {
    if (found === undefined) throw new Problem('not-logged-in');
    refuseOtherSites(req, found.session, publicOrigin);
    return found;
  };

  return {
    find,
    require: async (req) => admitted(req, await find(req)),
    requireOwn: async (req) => admitted(req, await findOwn(req)),
  };
}
