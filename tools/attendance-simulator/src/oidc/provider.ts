import { Provider, type AdapterConstructor, type AdapterFactory, type Configuration } from 'oidc-provider';
import type { Logger } from '@genkan/service-kit';
import { company } from '../people/person.ts';
import type { Accounts } from '../home/accounts.ts';
import type { ProviderKeys } from './keys.ts';

export const clientId = 'genkan';
const sessionCookie = 'attendance_op_session';
const lifetimeSeconds = 8 * 3_600;

/** Cookies by which the provider knows the browser; expired at every log-in and log-out. */
export const providerSessionCookies = [sessionCookie, `${sessionCookie}.sig`];

export interface ProviderOptions {
  issuer: string;
  gatewayUrls: readonly string[];
  accounts: Accounts;
  keys: ProviderKeys;
  adapter: AdapterFactory | AdapterConstructor;
  log: Logger;
}

/**
 * The OIDC side of the attendance system. Genkan is registered from the start; its public keys are fetched when
 * it first proves itself, so the gateway may start later than this.
 */
export function createProvider({ issuer, gatewayUrls, accounts, keys, adapter, log }: ProviderOptions): Provider {
  const keySets = gatewayUrls.map((url) => `${url}/sso/jwks.json`);
  const configuration: Configuration = {
    adapter,
    clients: [
      {
        client_id: clientId,
        client_name: 'Genkan',
        application_type: 'web',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: gatewayUrls.map((url) => `${url}/sso/callback`),
        post_logout_redirect_uris: gatewayUrls.map((url) => `${url}/`),
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks_uri: keySets[0]!,
      },
    ],
    clientAuthMethods: ['private_key_jwt'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    jwks: keys.signing,
    cookies: { keys: keys.cookies, names: { session: sessionCookie, interaction: 'attendance_op_interaction', resume: 'attendance_op_resume' } },
    features: { devInteractions: { enabled: false }, userinfo: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    claims: { openid: ['sub', 'preferred_username', 'name', 'company_code'], profile: ['preferred_username', 'name'], email: ['email'] },
    scopes: ['openid', 'profile', 'email'],
    // The gateway needs the names at once; it makes no second call for them.
    conformIdTokenClaims: false,
    ttl: { Session: lifetimeSeconds, Interaction: 3_600, Grant: lifetimeSeconds, AuthorizationCode: 60, AccessToken: 600, IdToken: 600 },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    // The company contracted Genkan: nobody is asked whether it may know the account.
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = session.grantIdFor(client.clientId);
      const found = known === undefined ? undefined : await ctx.oidc.provider.Grant.find(known);
      if (found) return found;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    findAccount(_ctx, sub) {
      const administrator = accounts.byKey(sub);
      if (!administrator) return undefined;
      return {
        accountId: sub,
        claims: () => ({ sub, preferred_username: administrator.code, name: administrator.name, company_code: company.code, email: administrator.emailAddresses[0] }),
      };
    },
    // Two gateways hold the same key; any of them that answers will do. The library's own guard against
    // private addresses is left out because these addresses come from the configuration alone.
    async fetch(_url, options) {
      const { dispatcher: _guard, ...plain } = options as RequestInit & { dispatcher?: unknown };
      let reason: unknown;
      for (const keySet of keySets) {
        try {
          const response = await fetch(keySet, plain);
          if (response.ok) return response;
          reason = new Error(`HTTP ${response.status}`);
        } catch (error) {
          reason = error;
        }
      }
      throw new Error('no gateway gave its key set', { cause: reason });
    },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = errorPage(out.error);
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'OIDC provider failed'));
  provider.on('grant.error', (_ctx, error) => log.warn({ reason: error.message, detail: error.error_detail }, 'OIDC token was not given'));
  provider.on('authorization.error', (_ctx, error) => log.warn({ reason: error.message }, 'OIDC login was refused'));
  return provider;
}

const errorPage = (error: string): string => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>ログインできません / Login failed</title><link rel="stylesheet" href="/style.css"></head>
<body><main><section class="sheet narrow"><h1>ログインできません</h1><p>ログインの手続きを続けられません。<a href="/">ホーム</a>からもう一度お試しください。</p>
<p lang="en">The login cannot go on. Please try again from the <a href="/">home page</a>.</p><p class="quiet">${/^[a-z_]+$/.test(error) ? error : 'error'}</p></section></main></body></html>`;
