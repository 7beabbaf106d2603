import { Problem, type Clock, type SigningKey } from '@genkan/service-kit';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { isLoopback } from '../config.ts';
import type { IdentityProvider } from './identity-provider.port.ts';
import type { LoginAttempt } from './login-attempt.ts';

/** How long the metadata of an issuer is used before it is read again, in milliseconds. */
const metadataAgeMs = 10 * 60_000;
const timeoutSeconds = 10;

const idTokenClaims = z.object({
  sub: z.string().min(1).max(200),
  preferred_username: z.string().min(1).max(200),
  company_code: z.string().min(1).max(200),
});

export interface OidcOptions {
  clientKey: SigningKey;
  redirectUri: string;
  clock: Clock;
}

/**
 * OpenID Connect by code flow with PKCE, state and nonce. Genkan proves itself by `private_key_jwt`
 * (ES256), so that no client secret exists. Issuers come from our companies, never from a request.
 */
export function oidcIdentityProvider({ clientKey, redirectUri, clock }: OidcOptions): IdentityProvider {
  const known = new Map<string, { configuration: Promise<oidc.Configuration>; at: number }>();

  const configurationOf = ({ issuer, clientId }: LoginAttempt): Promise<oidc.Configuration> => {
    const key = `${issuer} ${clientId}`;
    const entry = known.get(key);
    if (entry !== undefined && clock().getTime() - entry.at < metadataAgeMs) return entry.configuration;
    const configuration = discover(issuer, clientId, clientKey);
    known.set(key, { configuration, at: clock().getTime() });
    configuration.catch(() => known.delete(key));
    return configuration;
  };

  return {
    async authorizationUrl(attempt, loginHint) {
      const configuration = await configurationOf(attempt).catch((cause: unknown) => {
        throw new Problem('upstream-unavailable', { cause });
      });
      return oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        response_type: 'code',
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
        code_challenge_method: 'S256',
        ...(loginHint === undefined ? {} : { login_hint: loginHint }),
      });
    },

    async finish(attempt, answer) {
      try {
        const tokens = await oidc.authorizationCodeGrant(await configurationOf(attempt), answer, {
          pkceCodeVerifier: attempt.codeVerifier,
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        });
        const { sub, preferred_username, company_code } = idTokenClaims.parse(tokens.claims());
        return { administratorKey: sub, account: preferred_username, companyCode: company_code };
      } catch (cause) {
        throw new Problem('sso-failed', { cause });
      }
    },
  };
}

async function discover(issuer: string, clientId: string, { kid, privateKey }: SigningKey): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const key = privateKey.toCryptoKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const insecure = url.protocol === 'http:' && isLoopback(url.hostname);
  return oidc.discovery(url, clientId, undefined, oidc.PrivateKeyJwt({ key, kid }), {
    timeout: timeoutSeconds,
    // Plain http only towards this machine: the demo's attendance system.
    execute: insecure ? [oidc.allowInsecureRequests] : [],
  });
}
