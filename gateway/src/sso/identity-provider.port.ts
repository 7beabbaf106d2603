import type { LoginAttempt } from './login-attempt.ts';

/** What the attendance system says about who logged in there. */
export interface SignedInAdministrator {
  /** Immutable key of the administrator (`sub`). */
  administratorKey: string;
  /** Account (`preferred_username`). */
  account: string;
  /** Company id of the customer there (`company_code`). */
  companyCode: string;
}

/** The login side of a company's attendance system. */
export interface IdentityProvider {
  /** Address to send the browser to. Rejects when the issuer does not answer. */
  authorizationUrl(attempt: LoginAttempt, loginHint?: string): Promise<URL>;
  /** Exchanges the code in the answer; rejects with `sso-failed` when anything in it is not as begun. */
  finish(attempt: LoginAttempt, answer: URL): Promise<SignedInAdministrator>;
}
