import { fromBinary } from '@bufbuild/protobuf';
import { OperationResult, OperationSchema, topics, type Operation } from '@genkan/contracts';
import type { Consumption } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem, testClock } from '@genkan/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createBrowser, type Browser } from '../testing/browser.ts';
import { playAttendance, type PlayedAttendance } from '../testing/played-attendance.ts';
import type { ReceivedCall } from '../testing/played-services.ts';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';

const clock = testClock(new Date());
const companyId = newId();
let gateway: TestGateway;
let attendance: PlayedAttendance;
let consumption: Consumption;
const operations: Operation[] = [];

const allowed = { administratorKey: 'administrator-key-1', name: '管理 花子', email: 'hanako@example.jp', level: 'all-access', serviceUse: true, divisions: null };
let identityAnswer: { status: number; body?: unknown } = { status: 200, body: allowed };
const answer = ({ service, path }: ReceivedCall) =>
  service === 'identity' && path.startsWith('/internal/') ? identityAnswer : { status: 200, body: { service, path } };

beforeAll(async () => {
  gateway = await startTestGateway({ clock });
  gateway.services.answer = answer;
  attendance = await playAttendance(gateway.url);
  await untilReady(gateway);
  await gateway.publishCompany({ companyId, companyCode: 'demo', name: '見本商事', oidcIssuer: attendance.issuer, oidcClientId: 'genkan', version: 1n });
  consumption = await gateway.adapters.bus.consume({ group: `test.${newId()}`, topics: [topics.operations.name], fromBeginning: true }, async (batch) => {
    for (const message of batch.messages) {
      if (message.key === companyId && message.value !== null) operations.push(fromBinary(OperationSchema, message.value));
      batch.resolve(message.offset);
    }
  });
}, 60_000);
afterAll(async () => {
  await consumption.stop();
  await attendance.close();
  await gateway.close();
});
beforeEach(() => {
  identityAnswer = { status: 200, body: allowed };
  attendance.administrator = { key: 'administrator-key-1', account: 'admin1', companyCode: 'demo' };
  // Rights are remembered for 30 s; no test sees those of the one before.
  clock.advanceBy(31_000);
});

const loginUrl = (more: Record<string, string> = {}) => `${gateway.url}/sso/login?${new URLSearchParams({ iss: attendance.issuer, ...more })}`;
const login = async (browser: Browser, more: Record<string, string> = {}) => browser.follow(loginUrl(more), (url) => url.origin === gateway.url && url.pathname !== '/sso/callback');
const api = (browser: Browser, path: string, init: RequestInit = {}) =>
  browser.open(`${gateway.url}/api/console/v1${path}`, { ...init, headers: { accept: 'application/json', ...(init.headers as Record<string, string>) } });
interface SessionAnswer { csrfToken: string; administrator: unknown; company: unknown; services: unknown }
const sessionOf = async (browser: Browser) => (await (await api(browser, '/session')).json()) as SessionAnswer;
const sessionCookie = 'genkan-session';

/** Goes through a login up to the address that the attendance system sends the browser back to. */
const toCallback = async (browser: Browser): Promise<URL> => (await browser.follow(loginUrl(), (url) => url.pathname === '/sso/callback')).url;

describe('logging in by the attendance system', () => {
  test('when an administrator chooses Genkan there, then a session begins and the log has it', async () => {
    const browser = createBrowser();
    const { url, response } = await login(browser);
    expect({ path: url.pathname, complaints: attendance.complaints }).toEqual({ path: '/', complaints: [] });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith(`${sessionCookie}=`));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await sessionOf(browser)).toEqual({
      administrator: { account: 'admin1', name: '管理 花子', mail: 'hanako@example.jp', level: 'all-access' },
      company: { companyId, companyCode: 'demo', name: '見本商事', language: 'ja' },
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      language: 'ja',
      services: [{ name: 'attendance', url: attendance.issuer }],
    });
    await eventually(() => expect(operations.at(-1)).toMatchObject({ kind: 'console-login', result: OperationResult.SUCCEEDED, actor: { id: 'administrator-key-1', name: '管理 花子' } }));
  });

  test('when a place to go to is named, then the login leads there; when it is elsewhere, then it is refused', async () => {
    const { url } = await login(createBrowser(), { target_link_uri: `${gateway.url}/logs?q=1#top` });
    expect(url.href).toBe(`${gateway.url}/logs?q=1#top`);
    for (const elsewhere of ['https://evil.example/', `${gateway.url}.evil.example/`, `http://user@127.0.0.1:1/`, 'javascript:alert(1)', '//evil.example', `${gateway.url.replace('http:', 'https:')}/`]) {
      expect((await createBrowser().open(loginUrl({ target_link_uri: elsewhere }))).status).toBe(400);
    }
    const slashes = await login(createBrowser(), { target_link_uri: `${gateway.url}//evil.example/x` });
    expect(slashes.url.origin).toBe(gateway.url);
  });

  test('when the issuer is not that of a company, then nobody is asked anywhere', async () => {
    const calls = gateway.services.calls.length;
    for (const iss of ['https://evil.example', `${attendance.issuer}/`, attendance.issuer.toUpperCase()]) {
      const response = await createBrowser().open(`${gateway.url}/sso/login?${new URLSearchParams({ iss })}`, { headers: { accept: 'application/json' } });
      await expectProblem(response, 'sso-issuer-unknown');
    }
    await expectProblem(await createBrowser().open(`${gateway.url}/sso/login`, { headers: { accept: 'application/json' } }), 'invalid-request');
    await expectProblem(await createBrowser().open(`${gateway.url}/sso/login?iss=${attendance.issuer}&iss=x`, { headers: { accept: 'application/json' } }), 'invalid-request');
    expect(gateway.services.calls).toHaveLength(calls);
  });

  test('when the answer comes back in another browser (login CSRF), then it is refused there', async () => {
    const attacker = createBrowser();
    const victim = createBrowser();
    await victim.open(loginUrl());
    const back = await toCallback(attacker);
    expect((await victim.open(back.href)).status).toBe(400);
    expect((await createBrowser().open(back.href)).status).toBe(400);
    expect(victim.cookie(gateway.url, sessionCookie)).toBeUndefined();
  });

  test('when the same answer comes twice, also at once, then one session begins', async () => {
    const browser = createBrowser();
    const back = await toCallback(browser);
    const answers = await Promise.all(Array.from({ length: 8 }, () => browser.open(back.href)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect((await browser.open(back.href)).status).toBe(400);
  });

  test.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['another code', (url: URL) => url.searchParams.set('code', 'x')],
    ['another issuer (mix-up)', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['an error', (url: URL) => (url.searchParams.delete('code'), url.searchParams.set('error', 'access_denied'))],
  ])('when the answer has %s, then there is no session and no trace of the code in the log', async (_what, change) => {
    const browser = createBrowser();
    const back = await toCallback(browser);
    const code = back.searchParams.get('code') ?? '';
    change(back);
    const response = await browser.open(back.href, { headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('The login could not be completed');
    expect(browser.cookie(gateway.url, sessionCookie)).toBeUndefined();
    expect(gateway.logged()).not.toContain(code);
  });

  test.each([
    ['may not use the service', () => void (identityAnswer = { status: 403, body: { code: 'service-use-denied' } })],
    ['has 利用しない', () => void (identityAnswer = { status: 200, body: { ...allowed, serviceUse: false } })],
    ['has an account that passed to somebody else', () => void (identityAnswer = { status: 200, body: { ...allowed, administratorKey: 'other' } })],
  ])('when the administrator %s, then there is no session and the log says so', async (_what, arrange) => {
    arrange();
    const browser = createBrowser();
    const before = operations.length;
    const { response } = await login(browser);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('このサービスを利用する権限がありません');
    expect(browser.cookie(gateway.url, sessionCookie)).toBeUndefined();
    await eventually(() => expect(operations[before]).toMatchObject({ kind: 'console-login', result: OperationResult.FAILED }));
  });

  test('when the company of the answer is not one of this issuer, then there is no session', async () => {
    attendance.administrator = { ...attendance.administrator, companyCode: 'another' };
    const { response } = await login(createBrowser());
    expect(response.status).toBe(400);
  });

  test('when identity does not answer, then nobody gets in', async () => {
    identityAnswer = { status: 500 };
    const { response } = await login(createBrowser());
    expect(response.status).toBe(503);
  });

  test('when somebody logs in again, then the session is a new one and the former is over', async () => {
    const browser = createBrowser();
    await login(browser);
    const former = browser.cookie(gateway.url, sessionCookie)!;
    await login(browser);
    const other = createBrowser();
    other.setCookie(gateway.url, sessionCookie, former);
    expect(browser.cookie(gateway.url, sessionCookie)).not.toBe(former);
    await expectProblem(await api(other, '/session'), 'not-logged-in');
  });

  test('when a session id is planted before the login, then it is not taken over', async () => {
    const browser = createBrowser();
    browser.setCookie(gateway.url, sessionCookie, 'planted');
    await login(browser);
    expect(browser.cookie(gateway.url, sessionCookie)).not.toBe('planted');
  });
});

describe('a session', () => {
  const loggedIn = async (): Promise<Browser> => {
    const browser = createBrowser();
    await login(browser);
    return browser;
  };

  test('when the administrator logs out, then the session is over on the server and the log has it', async () => {
    const browser = await loggedIn();
    const { csrfToken } = await sessionOf(browser);
    const stolen = createBrowser();
    stolen.setCookie(gateway.url, sessionCookie, browser.cookie(gateway.url, sessionCookie)!);
    expect((await api(browser, '/session', { method: 'DELETE', headers: { 'genkan-csrf': csrfToken } })).status).toBe(204);
    await expectProblem(await api(stolen, '/session'), 'not-logged-in');
    await eventually(() => expect(operations.at(-1)).toMatchObject({ kind: 'console-logout' }));
  });

  test.each<[string, (token: string) => Record<string, string>]>([
    ['no token', () => ({})],
    ['a wrong token', () => ({ 'genkan-csrf': 'x' })],
    ['another origin', (token) => ({ 'genkan-csrf': token, origin: 'https://evil.example' })],
    ['the null origin', (token) => ({ 'genkan-csrf': token, origin: 'null' })],
    ['another site', (token) => ({ 'genkan-csrf': token, 'sec-fetch-site': 'cross-site' })],
    ['a neighbour site', (token) => ({ 'genkan-csrf': token, 'sec-fetch-site': 'same-site' })],
  ])('when a change comes with %s, then it is refused and goes nowhere', async (_what, headers) => {
    const browser = await loggedIn();
    const { csrfToken } = await sessionOf(browser);
    const calls = gateway.services.calls.length;
    await expectProblem(await api(browser, '/groups', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers(csrfToken) } }), 'csrf-refused');
    expect(gateway.services.calls).toHaveLength(calls);
  });

  test('when a change comes from the console itself, then the service gets it with the administrator', async () => {
    const browser = await loggedIn();
    const { csrfToken } = await sessionOf(browser);
    const headers = { 'content-type': 'application/json', 'genkan-csrf': csrfToken, origin: gateway.url, 'sec-fetch-site': 'same-origin' };
    expect((await api(browser, '/groups', { method: 'POST', body: '{"name":"x"}', headers })).status).toBe(200);
    const call = gateway.services.calls.at(-1)!;
    expect(call).toMatchObject({ service: 'policy', method: 'POST', path: '/api/console/v1/groups', body: '{"name":"x"}' });
    expect(call.headers['cookie']).toBeUndefined();
    expect(call.headers['genkan-csrf']).toBeUndefined();
  });

  test('when nothing is done for half an hour, or twelve hours have passed, then it is over', async () => {
    const browser = await loggedIn();
    for (let hour = 0; hour < 24; hour += 1) {
      clock.advanceBy(1_800_000 - 1_000);
      if (hour < 23) expect((await api(browser, '/session')).status).toBe(200);
    }
    clock.advanceBy(60_000);
    await expectProblem(await api(browser, '/session'), 'not-logged-in');
    // The idle time runs in Redis, by its own clock.
    const fresh = await loggedIn();
    const keys = await gateway.adapters.redis.keys('genkan:session:*');
    const remaining = await Promise.all(keys.map((key) => gateway.adapters.redis.pttl(key)));
    expect(Math.max(...remaining)).toBeLessThanOrEqual(1_800_000);
    expect(keys.join()).not.toContain(fresh.cookie(gateway.url, sessionCookie));
  });

  test('when the right to use the service is taken away, then the session ends within 30 seconds', async () => {
    const browser = await loggedIn();
    expect((await api(browser, '/users')).status).toBe(200);
    identityAnswer = { status: 403 };
    clock.advanceBy(30_000);
    await expectProblem(await api(browser, '/users'), 'not-logged-in');
    identityAnswer = { status: 200, body: allowed };
    await expectProblem(await api(browser, '/users'), 'not-logged-in');
  });

  test('when the level sinks, then calls for all-access are refused and the token says general', async () => {
    identityAnswer = { status: 200, body: { ...allowed, level: 'general', divisions: ['1000'] } };
    const browser = await loggedIn();
    const { csrfToken } = await sessionOf(browser);
    const headers = { 'content-type': 'application/json', 'genkan-csrf': csrfToken };
    await expectProblem(await api(browser, '/administrators/abc', { method: 'PUT', body: '{}', headers }), 'forbidden');
  });

  test.each(['', 'x', 'a'.repeat(5_000), '../../etc', '*'])('when the cookie is rubbish (%#), then nobody is logged in', async (value) => {
    const browser = createBrowser();
    browser.setCookie(gateway.url, sessionCookie, value);
    await expectProblem(await api(browser, '/session'), 'not-logged-in');
  });

  test('when two cookies of the name come, then neither counts', async () => {
    const browser = await loggedIn();
    const own = browser.cookie(gateway.url, sessionCookie)!;
    const response = await gateway.call('/api/console/v1/session', { headers: { cookie: `${sessionCookie}=planted; ${sessionCookie}=${own}` } });
    await expectProblem(response, 'not-logged-in');
  });
});
