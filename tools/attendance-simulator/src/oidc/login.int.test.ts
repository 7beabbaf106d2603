import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import { Browser } from '../testing/browser.ts';
import { startSimulator, type RunningSimulator } from '../testing/running-simulator.ts';

const password = 'demo-password';
let simulator: RunningSimulator;
let gatewayUrl: string;
let gateway: Server | undefined;
let key: CryptoKey;
let publicKey: JWK;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  key = pair.privateKey;
  publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'g1', alg: 'ES256', use: 'sig' };
  // The gateway's port is known, but nothing listens there yet: the simulator starts first.
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  gatewayUrl = `http://127.0.0.1:${port}`;
  simulator = await startSimulator({ GENKAN_GATEWAY_URLS: `http://127.0.0.1:9,${gatewayUrl}`, GENKAN_SIMULATOR_PASSWORD: password });
}, 30_000);
afterAll(async () => {
  await simulator?.stop();
  await new Promise((resolve) => (gateway ? gateway.close(resolve) : resolve(undefined)));
});

async function startGateway(): Promise<void> {
  if (gateway) return;
  const server = createServer((req, res) => {
    if (req.url !== '/sso/jwks.json') return void res.writeHead(404).end();
    res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicKey] }));
  }).listen(Number(new URL(gatewayUrl).port), '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  gateway = server;
}

const start = (verifier: string | undefined): string => {
  const challenge = verifier === undefined ? {} : { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' };
  return `${simulator.url}/auth?${new URLSearchParams({ client_id: 'genkan', response_type: 'code', scope: 'openid profile', redirect_uri: `${gatewayUrl}/sso/callback`, state: 's', nonce: 'n', ...challenge }).toString()}`;
};
async function redeem(code: string, verifier: string, signer = key): Promise<{ status: number; body: Record<string, unknown> }> {
  const assertion = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'g1' }).setIssuer('genkan').setSubject('genkan').setAudience(simulator.url).setJti(randomBytes(8).toString('hex')).setIssuedAt().setExpirationTime('1m').sign(signer);
  const response = await fetch(`${simulator.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code', code, redirect_uri: `${gatewayUrl}/sso/callback`, code_verifier: verifier, client_id: 'genkan',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const atGateway = (url: string): boolean => url.startsWith(gatewayUrl);
async function signedInBrowser(account: string): Promise<Browser> {
  const browser = new Browser();
  const { location } = await browser.open(`${simulator.url}/login?next=/`, { account, password });
  expect(location).toBe(`${simulator.url}/`);
  return browser;
}
async function loginAt(browser: Browser): Promise<Record<string, unknown>> {
  await startGateway();
  const verifier = randomBytes(32).toString('base64url');
  const back = new URL((await browser.follow(start(verifier), atGateway)).url);
  expect(back.searchParams.get('state')).toBe('s');
  const { status, body } = await redeem(back.searchParams.get('code') ?? '', verifier);
  expect([status, body['error']]).toEqual([200, undefined]);
  const { payload } = await jwtVerify(String(body['id_token']), createRemoteJWKSet(new URL(`${simulator.url}/jwks`)), { issuer: simulator.url, audience: 'genkan' });
  return payload;
}

describe('home page', () => {
  test('when nobody is logged in, then the login page is shown and leads back', async () => {
    const { url, text } = await new Browser().follow(`${simulator.url}/daily-data`);
    expect(url).toBe(`${simulator.url}/login?next=%2Fdaily-data`);
    expect(text).toContain('管理者アカウント');
  });

  test('when an administrator is logged in, then the switcher leads to Genkan with the issuer', async () => {
    const { text } = await (await signedInBrowser('admin')).open(`${simulator.url}/`);
    expect(text).toContain('全権管理者');
    expect(text).toContain(`http://127.0.0.1:9/sso/login?iss=${encodeURIComponent(simulator.url)}`);
  });

  test('when the company did not contract Genkan, then the switcher does not show it', async () => {
    const change = (contracted: boolean): Promise<Response> =>
      fetch(`${simulator.url}/simulator/company`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ contracted }) });
    await change(false);
    const { text } = await (await signedInBrowser('admin')).open(`${simulator.url}/`);
    await change(true);
    expect(text).toContain('データ分析');
    expect(text).not.toContain('Genkan)');
  });

  test.each([['admin', 'wrong'], ['nobody', password], ['admin', '']])('when %s logs in with "%s", then the answer is the same refusal', async (account, given) => {
    const { status, text } = await new Browser().open(`${simulator.url}/login`, { account, password: given });
    expect(status).toBe(401);
    expect(text).toContain('アカウントまたはパスワードが正しくありません');
  });

  test('when a login should lead to another site, then it leads home', async () => {
    const { location } = await new Browser().open(`${simulator.url}/login?next=${encodeURIComponent('//evil.example/')}`, { account: 'admin', password });
    expect(location).toBe(`${simulator.url}/`);
  });
});

describe('OIDC login', () => {
  test('when an administrator is logged in at the attendance system, then Genkan gets the account without a second login', async () => {
    const claims = await loginAt(await signedInBrowser('admin'));
    expect(claims).toMatchObject({ preferred_username: 'admin', name: '全権管理者', company_code: 'genkan-demo', nonce: 'n' });
    expect(claims.sub).toMatch(/^[0-9a-f]{64}$/);
  });

  test('when nobody is logged in, then the password is asked on the way', async () => {
    await startGateway();
    const browser = new Browser();
    const form = await browser.follow(start('v'.repeat(43)));
    expect(form.url).toMatch(/\/interaction\//);
    const refused = await browser.open(form.url, { account: 'jinji', password: 'no' });
    expect(refused.status).toBe(401);
    const { location } = await browser.open(form.url, { account: 'jinji', password });
    const back = await browser.follow(location ?? '', atGateway);
    expect(new URL(back.url).searchParams.get('code')).toBeTruthy();
  });

  test('when another administrator logs in at the same browser, then Genkan gets that one', async () => {
    const browser = await signedInBrowser('admin');
    await loginAt(browser);
    await browser.open(`${simulator.url}/logout`, {});
    await browser.open(`${simulator.url}/login`, { account: 'johosys', password });
    expect(await loginAt(browser)).toMatchObject({ preferred_username: 'johosys' });
  });

  test('when PKCE is missing, then the login is refused', async () => {
    const back = await (await signedInBrowser('admin')).follow(start(undefined), atGateway);
    expect(new URL(back.url).searchParams.get('error')).toBe('invalid_request');
  });

  test('when the client proves itself with another key, then no token is given', async () => {
    await startGateway();
    const verifier = randomBytes(32).toString('base64url');
    const back = new URL((await (await signedInBrowser('admin')).follow(start(verifier), atGateway)).url);
    const { privateKey } = await generateKeyPair('ES256');
    expect(await redeem(back.searchParams.get('code') ?? '', verifier, privateKey)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});
