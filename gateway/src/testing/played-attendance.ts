import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type errors, type JWK } from 'oidc-provider';
import { newPrivateJwk } from '@genkan/test-kit';

export interface PlayedAdministrator {
  key: string;
  account: string;
  companyCode: string;
}

/** The OIDC side of an attendance system, by a real provider on a real socket. */
export interface PlayedAttendance {
  issuer: string;
  clientId: string;
  /** Who is logged in there. */
  administrator: PlayedAdministrator;
  /** What the provider objected to, if anything. */
  complaints: string[];
  close(): Promise<void>;
}

export async function playAttendance(gatewayUrl: string): Promise<PlayedAttendance> {
  const later: { handle?: ReturnType<Provider['callback']> } = {};
  const server: Server = createServer((req, res) => void later.handle?.(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const played: PlayedAttendance = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'genkan',
    administrator: { key: 'administrator-key-1', account: 'admin1', companyCode: 'demo' },
    complaints: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  quieten();
  const provider = providerOf(played, gatewayUrl);
  const complain = (error: errors.OIDCProviderError): void => void played.complaints.push(`${error.message}: ${error.error_description}`);
  provider.on('authorization.error', (_context, error) => complain(error));
  provider.on('grant.error', (_context, error) => complain(error));
  later.handle = provider.callback();
  return played;
}

function providerOf(played: PlayedAttendance, gatewayUrl: string): Provider {
  const signing = { ...newPrivateJwk('attendance'), alg: 'ES256', use: 'sig' } as JWK;
  const provider: Provider = new Provider(played.issuer, {
    clients: [
      {
        client_id: played.clientId,
        redirect_uris: [`${gatewayUrl}/sso/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        jwks_uri: `${gatewayUrl}/sso/jwks.json`,
      },
    ],
    jwks: { keys: [signing] },
    cookies: { keys: ['played'] },
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'preferred_username', 'company_code'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: played.administrator.account, company_code: played.administrator.companyCode }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // The provider's guard against private addresses would refuse a gateway on this machine.
    fetch(url, options) {
      const { dispatcher: _guard, ...plain } = options as RequestInit & { dispatcher?: unknown };
      return fetch(url, plain);
    },
    // Contracted for the whole company: nobody is asked for consent.
    async loadExistingGrant() {
      const grant = new provider.Grant({ clientId: played.clientId, accountId: played.administrator.key });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith('/interaction/')) {
      await next();
      return;
    }
    const to = await provider.interactionResult(context.req, context.res, { login: { accountId: played.administrator.key } });
    context.redirect(to);
  });
  return provider;
}

/** The library warns about settings that only matter outside of tests. */
function quieten(): void {
  const nothing = (): void => undefined;
  Object.assign(console, { warn: nothing, info: nothing });
}
