import { Problem } from '@genkan/service-kit';
import type { CompanyDirectory } from '../companies/company-directory.ts';
import { nameOf, newSecret } from '../session/session.ts';
import type { IdentityProvider } from './identity-provider.port.ts';
import { targetPath, type LoginAttempt } from './login-attempt.ts';
import type { LoginAttemptStore } from './login-attempt.store.ts';

/** A login as a third party asks for it (OIDC Core 4). */
export interface LoginRequest {
  iss: string;
  clientId?: string | undefined;
  loginHint?: string | undefined;
  targetLinkUri?: string | undefined;
}

export interface BegunLogin {
  /** To be kept in the browser that began; without it nobody can end this login. */
  secret: string;
  redirectTo: URL;
}

export interface BeginLoginParts {
  companies: CompanyDirectory;
  provider: IdentityProvider;
  attempts: LoginAttemptStore;
  publicUrl: URL;
}

export type BeginLogin = (request: LoginRequest) => Promise<BegunLogin>;

/** Only issuers of our companies are asked, and only paths of our console are gone to afterwards. */
export const beginLogin =
  ({ companies, provider, attempts, publicUrl }: BeginLoginParts): BeginLogin =>
  async ({ iss, clientId, loginHint, targetLinkUri }) => {
    const company = companies.ofIssuer(iss).find(({ oidcClientId }) => clientId === undefined || oidcClientId === clientId);
    if (company === undefined) throw new Problem('sso-issuer-unknown');
    const target = targetPath(targetLinkUri, publicUrl);
    if (target === undefined) throw new Problem('invalid-request', { detail: 'target_link_uri leads elsewhere' });

    const attempt: LoginAttempt = {
      issuer: company.oidcIssuer,
      clientId: company.oidcClientId,
      state: newSecret(),
      nonce: newSecret(),
      codeVerifier: newSecret(),
      target,
    };
    const redirectTo = await provider.authorizationUrl(attempt, loginHint);
    const secret = newSecret();
    await attempts.begin(nameOf(secret), attempt);
    return { secret, redirectTo };
  };
