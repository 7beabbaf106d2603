import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { createApp, finishApp } from '../http/app.ts';
import { createHealth } from '../http/health.ts';
import { listen, type Listening } from '../http/listen.ts';
import { createLogger } from '../log.ts';
import { administratorOf, callerOf, clientIpOf, type AdministratorCaller, type DeviceCaller } from './caller.ts';
import { deviceHeader, gatewayGuards } from './gateway-guards.ts';
import { signGatewayToken } from './gateway-token.ts';
import { publicKeysOf, readSigningKey } from './signing-key.ts';

const newJwk = (kid: string): JsonWebKey & { kid: string } => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid,
});
const key = readSigningKey(newJwk('gateway-1'));
const next = readSigningKey(newJwk('gateway-2'));
const stranger = readSigningKey(newJwk('gateway-1'));
const publicKeys = publicKeysOf([key, next]);

let now = new Date('2026-04-01T00:00:00Z');
const clock = () => now;
const log = createLogger({ service: 'identity', level: 'silent', instance: 'x' });
const guards = gatewayGuards({ service: 'identity', publicKeys, log, clock });

const app = createApp({ log, health: createHealth({}), service: 'identity' });
for (const [name, guard] of Object.entries(guards)) {
  app.get(`/${name}`, guard as (typeof guards)['device'], (req, res) => void res.json({ caller: callerOf(req), ip: clientIpOf(req) }));
}
app.get('/unguarded', (req, res) => void res.json(administratorOf(req)));
app.get('/mixed-up', guards.gateway, (req, res) => void res.json(administratorOf(req)));
finishApp(app, log);

let server: Listening;
beforeAll(async () => {
  server = await listen(app, { host: '127.0.0.1', port: 0 });
});
afterAll(() => server.close());

const call = async (path: string, token?: string, headers: Record<string, string> = {}) => {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { ...authorization, ...headers } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const administrator: AdministratorCaller = { kind: 'administrator', companyId: 'c', administratorKey: 'k', name: '管理 太郎', level: 'all-access', divisions: null };
const general: AdministratorCaller = { ...administrator, level: 'general', divisions: ['10'] };
const device: DeviceCaller = {
  kind: 'device', companyId: 'c', deviceId: 'd', pcName: 'PC-01', ip: '192.0.2.1', clientVersion: '1.0',
  links: [{ windowsSid: 'S-1-5-21-1', windowsAccount: 'PC-01\\太郎', userId: 'u' }],
};

describe('the guards of a service', () => {
  const tokens = {
    administrator: () => signGatewayToken(key, administrator, 'identity', clock),
    general: () => signGatewayToken(key, general, 'identity', clock),
    operator: () => signGatewayToken(key, { kind: 'operator', operator: 'ops' }, 'identity', clock),
    gateway: () => signGatewayToken(key, 'gateway', 'identity', clock),
  };
  const admitted: Record<string, readonly string[]> = {
    administrator: ['administrator', 'allAccess'],
    general: ['administrator'],
    operator: ['operator'],
    gateway: ['gateway'],
  };

  for (const [who, token] of Object.entries(tokens)) {
    for (const guard of Object.keys(guards)) {
      const may = admitted[who]?.includes(guard) === true;
      test(`when ${who} comes to a route for ${guard}, then the answer is ${may ? 200 : 403}`, async () => {
        expect((await call(`/${guard}`, token())).status).toBe(may ? 200 : 403);
      });
    }
  }

  test('when the gateway speaks for a PC, then the route sees the PC, its ties and its address', async () => {
    const headers = { 'genkan-device': deviceHeader(device) };
    expect((await call('/device', tokens.gateway(), headers)).body).toEqual({ caller: device, ip: '192.0.2.1' });
    expect((await call('/gateway', tokens.gateway(), headers)).status).toBe(403);
  });

  test('when an administrator sends a PC header, then it is refused everywhere', async () => {
    const headers = { 'genkan-device': deviceHeader(device) };
    expect((await call('/device', tokens.administrator(), headers)).status).toBe(403);
    expect((await call('/administrator', tokens.administrator(), headers)).status).toBe(403);
  });

  test.each(['not base64 json', Buffer.from('{}').toString('base64url'), Buffer.from(JSON.stringify({ ...device, admin: true })).toString('base64url')])(
    'when the PC header is malformed (%#), then it is refused',
    async (header) => {
      expect((await call('/device', tokens.gateway(), { 'genkan-device': header })).status).toBe(401);
    },
  );

  test('when the address of an administrator comes with the call, then it is known behind the guard only', async () => {
    expect((await call('/administrator', tokens.administrator(), { 'genkan-client-ip': '198.51.100.7' })).body).toMatchObject({ ip: '198.51.100.7' });
  });

  const forged: Record<string, () => string> = {
    'another audience': () => signGatewayToken(key, 'gateway', 'punch', clock),
    'a key of a stranger under our kid': () => signGatewayToken(stranger, 'gateway', 'identity', clock),
    'an unknown kid': () => signGatewayToken({ ...key, kid: 'nobody' }, 'gateway', 'identity', clock),
    'no signature (alg none)': () => {
      const [, payload] = signGatewayToken(key, 'gateway', 'identity', clock).split('.');
      return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'genkan-gateway+jwt', kid: key.kid })).toString('base64url')}.${payload}.`;
    },
    'HS256 under the public key': () => {
      const [, payload] = signGatewayToken(key, 'gateway', 'identity', clock).split('.');
      const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'genkan-gateway+jwt', kid: key.kid })).toString('base64url');
      const pem = createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });
      return `${head}.${payload}.${createHmac('sha256', pem).update(`${head}.${payload}`).digest('base64url')}`;
    },
    'another issuer': () => sign({ issuer: 'genkan-identity' }),
    'another type': () => sign({ typ: 'JWT' }),
    'no expiry': () => sign({ exp: undefined }),
    'a lifetime of a day': () => sign({ exp: seconds() + 86_400, iat: seconds() - 3_600 }),
    'an issue time far ahead': () => sign({ exp: seconds() + 7_200, iat: seconds() + 3_600, nbf: seconds() + 3_600 }),
    'an administrator without a company': () => sign({ caller: { ...administrator, companyId: undefined } }),
    'a caller of an unknown kind': () => sign({ caller: { kind: 'root' } }),
  };
  const seconds = () => Math.floor(now.getTime() / 1000);
  const sign = ({ issuer = 'genkan-gateway', typ = 'genkan-gateway+jwt', ...claims }: Record<string, unknown>): string => {
    const payload = { caller: { kind: 'gateway' }, iat: seconds(), exp: seconds() + 60, ...claims };
    const defined = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
    return jwt.sign(defined, key.privateKey, { algorithm: 'ES256', issuer: issuer as string, audience: 'identity', header: { alg: 'ES256', typ: typ as string, kid: key.kid } });
  };

  test.each(Object.entries(forged))('when the token has %s, then it is refused', async (_what, make) => {
    expect(await call('/gateway', make())).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test.each([undefined, '', 'x.y.z', 'a'.repeat(20_000)])('when there is no token or rubbish (%#), then it is refused', async (token) => {
    expect((await call('/gateway', token)).status).toBe(401);
  });

  test('when a token that was used is expired, then remembering it does not prolong it', async () => {
    const token = tokens.gateway();
    expect((await call('/gateway', token)).status).toBe(200);
    now = new Date(now.getTime() + 66_000);
    expect((await call('/gateway', token)).status).toBe(401);
  });

  test('when the gateway signs with its next key, then services that know both accept it', async () => {
    expect((await call('/gateway', signGatewayToken(next, 'gateway', 'identity', clock))).status).toBe(200);
  });

  test('when a route was left without a guard or with the wrong one, then its first call fails instead of letting anybody in', async () => {
    expect((await call('/unguarded')).status).toBe(500);
    expect((await call('/mixed-up', tokens.gateway())).status).toBe(500);
  });
});
