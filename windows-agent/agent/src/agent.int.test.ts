import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startAgent } from './agent.ts';
import { createLogger } from './log.ts';

/**
 * The whole agent in this process, between a host (two pipes) and a server (real HTTP) that this file plays:
 * what each part does is shown beside it, here that they are wired to each other.
 */
const quiet = createLogger({ level: 'error', write: () => undefined });
const sid = 'S-1-5-21-1-2-3-1001';
const account = `${sid} ${Buffer.from('PC01\\taro').toString('hex')}`;
const stamp = '1764000000000/1000/540';

interface Served {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: Record<string, unknown>;
  readonly status: number;
}
type Answer = { readonly status: number; readonly body?: object };
const problem = (status: number, code: string): Answer => ({ status, body: { code } });

let folder: string;
let server: Server;
let served: Served[];
let tokens: number;
let linked: boolean;
/** Answers that come instead of the usual ones; undefined: the usual one. */
let instead: (request: Omit<Served, 'status'>) => Answer | undefined;

const policy = () => ({
  version: String(linked), serverTime: new Date().toISOString(), unlinkedMethods: [{ first: 'password' }],
  accounts: linked
    ? [{ windowsSid: sid, userId: 'u1', language: 'ja', otpRegistered: true, locked: false, methods: [{ first: 'password', second: 'otp' }], scenarios: { logon: true, unlock: true, rdp: true, credui: false } }]
    : [],
});

function usual({ method, path, body }: Omit<Served, 'status'>): Answer {
  const serverTime = new Date().toISOString();
  switch (`${method} ${path}`) {
    case 'POST /enrolments': return { status: 201, body: { deviceId: randomUUID(), companyId: 'c1', companyName: 'Test', serverTime } };
    case 'POST /token': return { status: 200, body: { access_token: `token-${(tokens += 1)}`, token_type: 'Bearer', expires_in: 600, server_time: serverTime } };
    case 'GET /policy': return { status: 200, body: policy() };
    case 'POST /session-events': return { status: 200, body: { serverTime, results: (body['events'] as { eventId: string }[]).map(({ eventId }) => ({ eventId, result: 'accepted' })) } };
    case 'POST /logon-checks': return { status: 200, body: { verdict: 'accepted', serverTime } };
    case 'POST /account-links':
      linked = true;
      return { status: 201, body: { userId: 'u1', displayName: '山田 太郎', employeeCode: '1001', linkedAt: serverTime } };
    case `DELETE /account-links/${sid}`:
      linked = false;
      return { status: 204 };
    default: return problem(404, 'not-found');
  }
}

async function startServer(): Promise<string> {
  server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const path = (req.url ?? '').replace('/api/agent/v1', '');
      const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
      const request = { method: req.method ?? '', path, token: (req.headers.authorization ?? '').replace('Bearer ', ''), body };
      const answer = instead(request) ?? usual(request);
      served.push({ ...request, status: answer.status });
      res.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body && JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The native host: seals by doing nothing, and hands on what the agent says. */
function startHost(url: string) {
  const input = new PassThrough();
  const output = new PassThrough();
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const say = (line: string) => void input.write(`${line}\n`);
  createInterface({ input: output }).on('line', (line) => {
    const [letter, id, verb, payload] = line.split(' ');
    if (letter === 'Q') return say(verb === 'seal' || verb === 'unseal' ? `A ${id} 1 ${payload}` : `A ${id} 0 `);
    lines.push(line);
    for (const look of waiting) look();
  });
  const heard = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const look = () => {
        const line = lines.find((candidate) => pattern.test(candidate));
        if (line === undefined) return void waiting.add(look);
        waiting.delete(look);
        resolve(line);
      };
      look();
    });
  const ended = new Promise<void>((resolve) => {
    startAgent({
      config: {
        server: new URL(url), dataFolder: folder, proxy: 'none', ca: undefined, pcName: 'PC01', osVersion: 'test', enrolmentTokenFile: join(folder, 'token'),
        logLevel: 'error', policyRefreshMs: 3_600_000, backOff: { baseMs: 20, capMs: 20 }, simulated: true, logFolder: join(folder, 'logs'), settings: {},
      },
      input, output, ended: resolve, log: quiet,
    });
  });
  let questions = 0;
  return {
    say,
    heard,
    async ask(connection: number, message: object): Promise<Record<string, unknown>> {
      const id = `q${(questions += 1)}`;
      say(`P ${connection} ${JSON.stringify({ v: 1, id, ...message })}`);
      const line = await heard(new RegExp(`^P ${connection} .*"id":"${id}"`));
      return JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
    },
    async end() {
      input.end();
      await ended;
    },
  };
}

let host: ReturnType<typeof startHost>;
/** What the server did, in order, as "POST /session-events 503". */
const done = () => served.map(({ method, path, status }) => `${method} ${path} ${status}`);

const screen = 1;
const clientConsole = 2;
const otherConsole = 3;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agent-'));
  writeFileSync(join(folder, 'token'), 'enrolment-token');
  served = [];
  tokens = 0;
  linked = false;
  instead = () => undefined;
  host = startHost(await startServer());
  host.say(`B ${randomUUID()} ${stamp}`);
  await host.heard(/^R$/);
  host.say(`O ${screen} logon 4242 1 - -`);
  for (const connection of [clientConsole, otherConsole]) host.say(`O ${connection} console 4243 1 ${account}`);
  // Enrolled, and the boot is told: what a test then sees is its own doing.
  while (!done().includes('POST /session-events 200')) await new Promise((resolve) => setImmediate(resolve));
});
afterEach(async () => {
  await host.end();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Windows tells of a logon; resolves when it is on disk. */
async function logOn(number: number): Promise<void> {
  host.say(`S ${number} 5 1 ${stamp} console ${account}`);
  await host.heard(new RegExp(`^K ${number}$`));
}

describe('a tie and the events before it', () => {
  test('when events cannot be sent, then the server is asked neither for a tie nor for its end', async () => {
    instead = ({ path }) => (path === '/session-events' ? problem(503, 'internal') : undefined);
    await logOn(1);
    const answers = await Promise.all([host.ask(clientConsole, { t: 'link', activationCode: 'ABCD-EFGH' }), host.ask(otherConsole, { t: 'unlink', code: '123456' })]);
    expect(answers).toEqual([expect.objectContaining({ t: 'unavailable' }), expect.objectContaining({ t: 'unavailable' })]);
    expect(done()).toContain('POST /session-events 503');
    expect(done().filter((each) => each.includes('account-links'))).toEqual([]);
    expect(await host.ask(screen, { t: 'state' })).toMatchObject({ queued: 1, linked: false });
  }, 20_000);

  test('when events wait that the server takes only after some time, then a tie and its end come after them', async () => {
    for (const [number, message, change, answer] of [
      [1, { t: 'link', activationCode: 'ABCD-EFGH' }, 'POST /account-links 201', 'linked'],
      [2, { t: 'unlink', code: '123456' }, `DELETE /account-links/${sid} 204`, 'unlinked'],
    ] as const) {
      let failures = 10;
      instead = ({ path }) => (path === '/session-events' && (failures -= 1) >= 0 ? problem(503, 'internal') : undefined);
      const start = served.length;
      await logOn(number);
      expect(await host.ask(clientConsole, message)).toMatchObject({ t: answer });
      const order = done().slice(start);
      expect(order.filter((each) => each === 'POST /session-events 503')).toHaveLength(10);
      expect(order.indexOf('POST /session-events 200')).toBeGreaterThan(9);
      expect(order.indexOf(change)).toBeGreaterThan(order.indexOf('POST /session-events 200'));
      expect(await host.ask(screen, { t: 'state' })).toMatchObject({ queued: 0 });
    }
  }, 20_000);

  test('when the account was tied, then what is asked next carries a token that knows of it', async () => {
    const before = tokens;
    expect(await host.ask(clientConsole, { t: 'link', activationCode: 'ABCD-EFGH' })).toMatchObject({ t: 'linked' });
    expect(served.findLast(({ path }) => path !== '/break-glass-code')).toMatchObject({ path: '/policy', token: `token-${before + 1}` });
    expect(await host.ask(screen, { t: 'methods', windowsSid: sid, scenario: 'logon' })).toMatchObject({ alternatives: 'password+otp' });
  });
});

describe('the page of the client console', () => {
  const pageOf = async (): Promise<Record<string, unknown>> => {
    const { origin, hash } = new URL(String((await host.ask(clientConsole, { t: 'console-open' }))['url']));
    const answer = await fetch(`${origin}/api/session`, { method: 'POST', headers: { origin }, body: hash.slice(1) });
    return (await answer.json()) as Record<string, unknown>;
  };
  const anew = async (): Promise<void> => {
    const { port } = server.address() as AddressInfo;
    await host.end();
    host = startHost(`http://127.0.0.1:${port}`);
    host.say(`B ${randomUUID()} ${stamp}`);
    await host.heard(/^R$/);
    host.say(`O ${clientConsole} console 4243 1 ${account}`);
  };

  test('when the account is tied, then every page names its person, also of the next agent, until the tie ends', async () => {
    expect(await pageOf()).not.toHaveProperty('tiedTo');
    await host.ask(clientConsole, { t: 'link', activationCode: 'ABCD-EFGH' });
    const tiedTo = { displayName: '山田 太郎', employeeCode: '1001' };
    expect(await pageOf()).toMatchObject({ windowsAccount: 'PC01\\taro', tiedTo });
    await anew();
    expect(await pageOf()).toMatchObject({ tiedTo });
    expect(await host.ask(clientConsole, { t: 'unlink', code: '123456' })).toMatchObject({ t: 'unlinked' });
    expect(await pageOf()).not.toHaveProperty('tiedTo');
  }, 20_000);

  test('when an administrator ends the tie, then the next policy takes the name from the PC', async () => {
    await host.ask(clientConsole, { t: 'link', activationCode: 'ABCD-EFGH' });
    linked = false;
    const before = served.length;
    await anew();
    while (!served.slice(before).some(({ path }) => path === '/policy')) await new Promise((resolve) => setImmediate(resolve));
    // What is asked after the policy has come is answered by it.
    while ((await host.ask(clientConsole, { t: 'state' }))['linked'] !== false) await new Promise((resolve) => setImmediate(resolve));
    expect(await pageOf()).not.toHaveProperty('tiedTo');
  }, 20_000);
});

describe('a token that the server no longer takes', () => {
  const check = () => host.ask(screen, { t: 'check', windowsSid: sid, scenario: 'logon', factors: 'password+otp', code: '123456' });
  const checks = () => served.filter(({ path }) => path === '/logon-checks');

  beforeEach(async () => {
    await host.ask(clientConsole, { t: 'link', activationCode: 'ABCD-EFGH' });
  });

  test.each(['token-stale', 'device-token-invalid'])('when a check meets %s, then a new token is got and the same check asked again', async (code) => {
    const old = `token-${tokens}`;
    instead = ({ token }) => (token === old ? problem(401, code) : undefined);
    expect(await check()).toMatchObject({ t: 'verdict', outcome: 'accepted' });
    expect(checks().map(({ token, status }) => [token, status])).toEqual([[old, 401], [`token-${tokens}`, 200]]);
    expect(checks()[0]?.body['checkId']).toBe(checks()[1]?.body['checkId']);
  });

  test.each([
    ['every token is stale', 'token-stale', 2],
    ['the PC is revoked', 'device-revoked', 1],
  ])('when %s, then nobody is let in and the server is not asked for ever', async (_why, code, times) => {
    instead = ({ path }) => (path === '/logon-checks' ? problem(401, code) : undefined);
    expect(await check()).toMatchObject({ t: 'verdict', outcome: 'unavailable', message: 'logon-unavailable' });
    expect(checks()).toHaveLength(times);
  });
});
