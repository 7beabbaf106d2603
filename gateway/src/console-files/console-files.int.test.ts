import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@genkan/service-kit';
import { expectProblem, ownNames } from '@genkan/test-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nameOf, newSecret } from '../session/session.ts';
import { redisSessionStore } from '../session/session.store.redis.ts';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';

const { companyId } = ownNames();
const sessionId = newSecret();
let folder: string;
let gateway: TestGateway;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-console-'));
  await mkdir(join(folder, 'i18n'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><html><head><base href="/"><style>body{}</style><link rel="stylesheet" href="styles-ABCDEFGH.css"></head><body><app-root ngCspNonce="CSP_NONCE"></app-root><script src="main-ABCDEFGH.js" type="module"></script></body></html>',
  );
  await writeFile(join(folder, 'main-ABCDEFGH.js'), 'export {};');
  await writeFile(join(folder, 'i18n', 'ja.json'), '{}');
  await writeFile(join(folder, '.secret'), 'no');
  gateway = await startTestGateway({ config: { consoleFiles: folder } });
  gateway.services.answer = () => ({ status: 200, body: { administratorKey: 'k', name: 'n', email: 'm', level: 'general', serviceUse: true, divisions: null } });
  await untilReady(gateway);
  await gateway.publishCompany({ companyId, oidcIssuer: 'https://attendance.example/?a="><script>', version: 1n });
  await redisSessionStore(gateway.adapters.redis, systemClock).begin(nameOf(sessionId), {
    companyId, administratorKey: 'k', name: 'n', account: 'a', csrfToken: 't', startedAt: new Date().toISOString(),
  });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const page = (path: string, headers: Record<string, string> = {}) => gateway.call(path, { headers: { accept: 'text/html', ...headers } });
const loggedIn = { cookie: `genkan-session=${sessionId}` };
const nonceOf = (response: Response): string => /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? '';

describe('the pages of the console', () => {
  test('when somebody comes without a session, then the page says where to log in, in both languages', async () => {
    const response = await page('/', { 'accept-language': 'en' });
    const text = await response.text();
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('Log in from the attendance system');
    expect(text).toContain('ログインは勤怠管理から');
    expect(text).not.toContain('app-root');
  });

  test('when the browser came from an attendance system before, then the page links there, and markup in its address is harmless', async () => {
    const text = await (await page('/', { cookie: `genkan-attendance=${Buffer.from(companyId).toString('base64url')}` })).text();
    expect(text).toContain('href="https://attendance.example/?a=&quot;&gt;&lt;script&gt;"');
    expect(text).not.toContain('<script');
  });

  test.each(['/', '/logs', '/users/1'])('when an administrator opens %s, then it is the console with a nonce of this answer alone', async (path) => {
    const [one, two] = [await page(path, loggedIn), await page(path, loggedIn)];
    const nonce = nonceOf(one);
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonceOf(two)).not.toBe(nonce);
    const text = await one.text();
    expect(text).toContain(`<script nonce="${nonce}" src="/main-ABCDEFGH.js"`);
    expect(text).toContain(`<style nonce="${nonce}">`);
    expect(text).toContain(`href="/styles-ABCDEFGH.css"`);
    expect(text).toContain(`ngCspNonce="${nonce}"`);
    expect(text).not.toContain('CSP_NONCE');
  });

  test('when a page is answered, then its headers leave no door open', async () => {
    const { headers } = await page('/', loggedIn);
    const policy = headers.get('content-security-policy');
    for (const rule of ["default-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'", "'strict-dynamic'", "connect-src 'self'"]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
  });

  test('when files are fetched, then named ones are kept for ever and others are asked for again', async () => {
    expect((await gateway.call('/main-ABCDEFGH.js')).headers.get('cache-control')).toContain('immutable');
    expect((await gateway.call('/i18n/ja.json')).headers.get('cache-control')).toBe('no-cache');
    for (const path of ['/.secret', '/nothing.js', '/../package.json', '/%2e%2e/package.json']) expect((await gateway.call(path)).status).toBe(404);
  });

  test('when anybody asks for metrics, then there are none here', async () => {
    for (const path of ['/metrics', '/metrics/', '/METRICS']) expect((await gateway.call(path)).status).toBe(404);
    expect((await page('/metrics', loggedIn)).status).toBe(404);
  });

  test('when a program and not a browser asks, then it gets a problem', async () => {
    await expectProblem(await gateway.call('/logs', { headers: { accept: 'application/json' } }), 'not-found');
    await expectProblem(await gateway.call('/', { method: 'POST' }), 'not-found');
  });

  test('when the API description is read, then every door is in it', async () => {
    const document = (await (await gateway.call('/api/docs')).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/agent/v1/session-events', '/api/console/v1/log-entries', '/api/operator/v1/companies/{companyId}/attendance-connection', '/api/console/v1/session']));
  });
});
