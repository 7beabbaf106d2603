import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../log.ts';
import type { ConsoleAccount } from '../logon-broker/logon-broker.ts';
import { createClientConsole } from './client-console.ts';
import type { ClientConsole } from './client-console.ts';

const taro = { windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro' };
const hanako = { windowsSid: 'S-1-5-21-2', windowsAccount: 'PC01\\hanako' };
const page = { html: '<html><!--style--><!--script--></html>', script: "const a = '$&';", style: 'p{}' };

let logged: string[];
let now: number;
let clientConsole: ClientConsole;

beforeEach(() => {
  logged = [];
  now = 0;
  clientConsole = createClientConsole({
    services: {
      message: (account: ConsoleAccount, text) => Promise.resolve({ ...account, text }),
      about: (account) => ({ windowsAccount: account.windowsAccount }),
      selfTest: () => Promise.reject(new Error('a fault with eyJhbGciOiJ.secret.x')),
      supportBundle: () => Promise.resolve({ name: 'a.zip', bytes: new Uint8Array([80, 75]) }),
    },
    pageFiles: () => Promise.resolve(page),
    monotonic: () => now,
    log: createLogger({ level: 'debug', write: (line) => void logged.push(line) }),
  });
});
afterEach(() => clientConsole.stop());

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** A client that may send any header, also those that `fetch` sets itself. */
function call(url: URL, method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: url.hostname, port: url.port, method, path, headers: { origin: url.origin, ...headers } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function opened(account: ConsoleAccount): Promise<{ url: URL; credentials: { cookie: string; 'genkan-console-key': string } }> {
  const url = new URL(await clientConsole.open(account));
  const answer = await call(url, 'POST', '/api/session', {}, url.hash.slice(1));
  const cookie = String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? '';
  return { url, credentials: { cookie, 'genkan-console-key': (JSON.parse(answer.text) as { key: string }).key } };
}

describe('the page', () => {
  test('when it is opened, then it listens on this machine only, keeps nothing and lets only its own script run', async () => {
    const url = new URL(await clientConsole.open(taro));
    expect(url.hostname).toBe('127.0.0.1');
    const [first, second] = [await call(url, 'GET', '/'), await call(url, 'GET', '/')];
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const nonceOf = ({ headers }: Answer) => /script-src 'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
    expect(nonceOf(first)).toBeDefined();
    expect(nonceOf(first)).not.toBe(nonceOf(second));
    expect(String(first.headers['content-security-policy'])).not.toMatch(/unsafe|\*/);
    expect(first.text).toBe(`<html><style nonce="${nonceOf(first)}">p{}</style><script type="module" nonce="${nonceOf(first)}">const a = '$&';</script></html>`);
  });

  test('when nobody can come any more, then the next opening still works, and stopping closes the port', async () => {
    const url = new URL(await clientConsole.open(taro));
    await clientConsole.stop();
    await expect(call(url, 'GET', '/')).rejects.toThrow();
    const again = await opened(taro);
    expect((await call(again.url, 'GET', '/api/session', again.credentials)).status).toBe(200);
  });
});

describe('who may', () => {
  test('when a ticket comes again, late, or from elsewhere, then it opens nothing', async () => {
    const url = new URL(await clientConsole.open(taro));
    const ticket = url.hash.slice(1);
    expect((await call(url, 'POST', '/api/session', { origin: 'https://evil.example' }, ticket)).status).toBe(403);
    expect((await call(url, 'POST', '/api/session', { host: `localhost:${url.port}` }, ticket)).status).toBe(403);
    const first = await call(url, 'POST', '/api/session', {}, ticket);
    expect(first.status).toBe(201);
    expect(String(first.headers['set-cookie'])).toMatch(/^genkan-console-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(await call(url, 'POST', '/api/session', {}, ticket)).toMatchObject({ status: 403, text: '{"code":"ticket-refused"}' });
    const late = new URL(await clientConsole.open(taro));
    now += 60_000;
    expect((await call(late, 'POST', '/api/session', {}, late.hash.slice(1))).status).toBe(403);
  });

  test('when a message comes, then it is served for the account of the session, never for another', async () => {
    const [his, hers] = [await opened(taro), await opened(hanako)];
    const answer = await call(his.url, 'POST', '/api/messages', his.credentials, '{"windowsSid":"S-1-5-21-2"}');
    expect(JSON.parse(answer.text)).toEqual({ ...taro, text: '{"windowsSid":"S-1-5-21-2"}' });
    expect(JSON.parse((await call(hers.url, 'GET', '/api/session', hers.credentials)).text)).toEqual({ windowsAccount: hanako.windowsAccount });
    const mixed = { ...his.credentials, cookie: hers.credentials.cookie };
    for (const headers of [mixed, { cookie: his.credentials.cookie }, { 'genkan-console-key': his.credentials['genkan-console-key'] }, {}]) {
      expect((await call(his.url, 'POST', '/api/messages', headers, '{}')).status).toBe(401);
    }
  });

  test('when the other origin or name has a valid session, then it is refused all the same', async () => {
    const { url, credentials } = await opened(taro);
    const asked = (headers: object) => call(url, 'POST', '/api/messages', { ...credentials, ...headers }, '{}');
    expect((await asked({})).status).toBe(200);
    expect((await asked({ origin: 'http://127.0.0.1:1' })).text).toBe('{"code":"wrong-origin"}');
    expect((await asked({ host: `rebound.example:${url.port}` })).text).toBe('{"code":"wrong-host"}');
    expect((await asked({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('when the session is finished or idle, then it is over', async () => {
    const first = await opened(taro);
    expect((await call(first.url, 'DELETE', '/api/session', first.credentials)).status).toBe(204);
    expect((await call(first.url, 'GET', '/api/session', first.credentials)).status).toBe(401);
    const second = await opened(taro);
    now += 10 * 60_000;
    expect((await call(second.url, 'GET', '/api/session', second.credentials)).status).toBe(401);
  });
});

describe('what comes in', () => {
  test('when a part fails, a path is unknown or a body is too long, then the answer tells nothing and the server goes on', async () => {
    const { url, credentials } = await opened(taro);
    expect(await call(url, 'POST', '/api/self-test', credentials)).toMatchObject({ status: 500, text: '{"code":"internal"}' });
    expect((await call(url, 'GET', '/api/nothing', credentials)).status).toBe(404);
    expect((await call(url, 'GET', '/etc/passwd', credentials)).status).toBe(404);
    await call(url, 'POST', '/api/messages', credentials, 'x'.repeat(70_000)).catch(() => undefined);
    expect((await call(url, 'POST', '/api/support-bundle', credentials)).headers).toMatchObject({ 'content-type': 'application/zip', 'content-disposition': 'attachment; filename="a.zip"' });
    expect(logged.join('')).not.toContain('eyJ');
  });

  test('when all is over, then the log holds neither ticket, cookie nor key', async () => {
    const { url, credentials } = await opened(taro);
    const log = logged.join('');
    for (const secret of [url.hash.slice(1), credentials.cookie.split('=')[1] ?? '?', credentials['genkan-console-key']]) expect(log).not.toContain(secret);
  });
});
