import { Problem, type Clock, type Logger } from '@genkan/service-kit';
import type { Administrators } from '../administrators/administrator-rights.ts';
import type { CompanyDirectory, KnownCompany } from '../companies/company-directory.ts';
import type { KeepOperation, PublishOperation } from '../operations/console-operation.ts';
import { nameOf, newSecret } from '../session/session.ts';
import type { SessionStore } from '../session/session.store.ts';
import type { IdentityProvider, SignedInAdministrator } from './identity-provider.port.ts';
import type { LoginAttempt } from './login-attempt.ts';
import type { LoginAttemptStore } from './login-attempt.store.ts';

export interface LoginAnswer {
  /** Secret of the browser that began the login. */
  secret: string | undefined;
  /** The whole address the attendance system sent the browser back to. */
  url: URL;
  /** Session the browser had before; it ends. */
  formerSessionId: string | undefined;
  ip: string;
}

export interface FinishedLogin {
  sessionId: string;
  target: string;
  company: KnownCompany;
}

export interface FinishLoginParts {
  companies: CompanyDirectory;
  provider: IdentityProvider;
  attempts: LoginAttemptStore;
  sessions: SessionStore;
  administrators: Administrators;
  publish: PublishOperation;
  keep: KeepOperation;
  clock: Clock;
  log: Logger;
}

export type FinishLogin = (answer: LoginAnswer) => Promise<FinishedLogin>;

/**
 * Ends a login: the code for an identity, the identity for an administrator who may use the service,
 * and that for a new session. Nobody is in before the audit trail has it.
 */
export const finishLogin =
  ({ companies, provider, attempts, sessions, administrators, publish, keep, clock, log }: FinishLoginParts): FinishLogin =>
  async ({ secret, url, formerSessionId, ip }) => {
    const attempt = secret === undefined ? undefined : await attempts.take(nameOf(secret));
    if (attempt === undefined) throw new Problem('sso-failed', { cause: new Error('no login was begun in this browser') });
    const who = await provider.finish(attempt, url);
    const company = companyOf(companies, attempt, who);

    const rights = await administrators.signIn(company.companyId, who.account);
    // The key is the identity, the account only a name: it may have passed to somebody else.
    const mayUse = rights !== undefined && rights.administratorKey === who.administratorKey;
    const { companyId } = company;
    const operation = { companyId, administratorKey: who.administratorKey, name: rights?.name ?? who.account, ip };
    if (!mayUse) {
      log.warn({ companyId, administratorKey: who.administratorKey }, 'login of one who may not use the service');
      // Kept, not published: the answer and its record must not hang on Kafka, for the login cannot be repeated.
      await keep({ ...operation, kind: 'console-login', succeeded: false, details: { reason: 'service-use-denied' } });
      throw new Problem('service-use-denied');
    }

    await publish({ ...operation, kind: 'console-login', succeeded: true });
    if (formerSessionId !== undefined) await sessions.end(nameOf(formerSessionId));
    const sessionId = newSecret();
    await sessions.begin(nameOf(sessionId), {
      companyId,
      administratorKey: who.administratorKey,
      name: rights.name,
      account: who.account,
      csrfToken: newSecret(),
      startedAt: clock().toISOString(),
    });
    log.info({ companyId, administratorKey: who.administratorKey }, 'logged in');
    return { sessionId, target: attempt.target, company };
  };

/** One issuer may serve many companies; which one it is, its signed answer says. */
function companyOf(companies: CompanyDirectory, { issuer, clientId }: LoginAttempt, { companyCode }: SignedInAdministrator): KnownCompany {
  const found = companies.ofIssuer(issuer).filter((company) => company.oidcClientId === clientId && company.companyCode === companyCode);
  const [company] = found;
  if (company === undefined || found.length > 1) throw new Problem('sso-failed', { cause: new Error(`${found.length} companies fit the login`) });
  return company;
}
