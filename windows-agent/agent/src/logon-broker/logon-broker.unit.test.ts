import { AgentPolicy } from '@genkan/logon-policy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccountLinks } from '../account-link/account-link.ts';
import { systemClock } from '../clock/clock.ts';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import type { Gateway, GatewayAnswer, GatewayRequest } from '../gateway-client/gateway.port.ts';
import { createLogger } from '../log.ts';
import { createOtpRegistrations } from '../otp-registration/otp-registration.ts';
import { startPolicyCache } from '../policy-cache/policy-cache.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';
import { createLogonBroker } from './logon-broker.ts';
import type { LogonBroker } from './logon-broker.ts';

const quiet = createLogger({ level: 'error', write: () => undefined });
const sid = 'S-1-5-21-1';
const pair = [{ first: 'password', second: 'otp' }];
const account = {
  windowsSid: sid, userId: '01J', language: 'ja', otpRegistered: true, locked: false, enabled: true, methods: pair,
  scenarios: { logon: true, unlock: true, rdp: true, credui: false },
};

let database: Database;
let cache: PolicyCache;
let broker: LogonBroker;
let served: object;
let fetches: number;
let checks: GatewayRequest[];
let verdict: (request: GatewayRequest) => Promise<GatewayAnswer>;
let replies: Map<string, Record<string, unknown>>;
let refusedConnections: number[];
const breakGlass = { ready: false, checked: [] as object[], isReady: () => breakGlass.ready, check: (attempt: { code: string }) => (breakGlass.checked.push(attempt), attempt.code === 'GATE' ? ('accepted' as const) : ('refused' as const)) };

/** What the server's policy says from now on. */
function serve(changes: object, ofAll: object = {}): void {
  served = AgentPolicy.parse({ ...ofAll, version: '1', serverTime: '2026-11-24T00:00:00Z', accounts: [{ ...account, ...changes }], unlinkedMethods: [{ first: 'password' }] });
}

/** Resolves when every fetch that was asked for so far has been answered, this one included. */
const settled = () => cache.expect({ windowsSid: 'S-1-5-21-9', what: 'unlinked' }, 0);

beforeEach(async () => {
  database = openDatabase(':memory:');
  fetches = 0;
  checks = [];
  replies = new Map();
  refusedConnections = [];
  Object.assign(breakGlass, { ready: false, checked: [] });
  verdict = () => Promise.resolve({ kind: 'answered', body: { verdict: 'accepted' } });
  serve({});
  const gateway: Gateway = {
    call(request) {
      if (request.method !== 'GET') {
        checks.push(request);
        return verdict(request);
      }
      fetches += 1;
      return Promise.resolve({ kind: 'answered', body: served });
    },
  };
  cache = startPolicyCache({
    database, gateway, clock: systemClock, enrolled: () => true, refreshMs: 86_400_000,
    backOff: { baseMs: 60_000, capMs: 60_000 }, random: () => 0.5, log: quiet,
  });
  const links: AccountLinks = {
    link: ({ windowsSid }) => Promise.resolve({ kind: 'linked', displayName: windowsSid, employeeCode: '1' }),
    unlink: () => Promise.resolve({ kind: 'unlinked' }),
  };
  broker = createLogonBroker({
    policyCache: cache, gateway, links, registrations: createOtpRegistrations({ gateway, policyCache: cache }),
    breakGlass,
    state: () => { throw new Error('no state in this test'); },
    newId: () => 'check-1',
    reply: (_connection, message) => void replies.set((message as { id: string }).id, message as Record<string, unknown>),
    refuse: (connection) => void refusedConnections.push(connection),
    log: quiet,
  });
  broker.open({ kind: 'open', connection: 1, client: 'logon', processId: 1, sessionId: 1 });
  broker.open({ kind: 'open', connection: 2, client: 'console', processId: 2, sessionId: 1, windowsSid: sid, windowsAccount: 'PC\\taro' });
  await settled();
});
afterEach(() => {
  cache.stop();
  database.close();
});

let asked = 0;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function say(connection: number, message: object): string {
  const id = String((asked += 1));
  broker.payload(connection, JSON.stringify({ v: 1, id, ...message }));
  return id;
}

/** The answer to a message that nothing outside the process delays. */
async function ask(connection: number, message: object): Promise<Record<string, unknown>> {
  const id = say(connection, message);
  for (let turns = 0; turns < 100 && !replies.has(id); turns += 1) await turn();
  return replies.get(id) ?? { t: 'no answer' };
}

const methods = () => ask(1, { t: 'methods', windowsSid: sid, scenario: 'logon' });
const check = (changes: object = {}, connection = 1) =>
  ask(connection, { t: 'check', windowsSid: sid, scenario: 'logon', factors: 'password+otp', code: '123456', ...changes });

describe('whoever wants to end the own tie', () => {
  const unlink = (fields: object = {}) => ask(2, { t: 'unlink', ...fields });

  test('when a code is registered, then it takes an accepted one, judged by the server', async () => {
    expect(await unlink()).toMatchObject({ t: 'refused', message: 'code-needed' });
    expect(checks).toEqual([]);
    verdict = () => Promise.resolve({ kind: 'answered', body: { verdict: 'refused' } });
    expect(await unlink({ code: '123456' })).toMatchObject({ t: 'refused', message: 'code-refused' });
    verdict = () => Promise.resolve({ kind: 'unavailable', reason: 'timeout' });
    expect(await unlink({ code: '123456' })).toMatchObject({ t: 'unavailable' });
    verdict = () => Promise.resolve({ kind: 'answered', body: { verdict: 'accepted' } });
    expect(await unlink({ code: '123456' })).toMatchObject({ t: 'unlinked' });
    expect(checks.at(-1)).toMatchObject({ path: '/api/agent/v1/logon-checks', body: { windowsSid: sid, scenario: 'account-unlink', code: '123456' } });
  });

  test('when none is registered, then none is asked for', async () => {
    serve({ otpRegistered: false });
    await settled();
    expect(await unlink()).toMatchObject({ t: 'unlinked' });
    expect(checks).toEqual([]);
  });
});

describe('the break-glass code of the PC', () => {
  const enforced = { enforcement: 'enforce' };
  const typed = { factors: 'break-glass', code: 'GATE', windowsAccount: 'PC\\taro' };
  beforeEach(() => {
    breakGlass.ready = true;
  });

  test('when logons are enforced and there is one, then it comes last, and is judged here alone', async () => {
    serve({}, enforced);
    await settled();
    expect(await methods()).toMatchObject({ alternatives: 'password+otp break-glass' });
    expect(await check(typed)).toMatchObject({ t: 'verdict', outcome: 'accepted' });
    expect(await check({ ...typed, code: 'other' })).toMatchObject({ t: 'verdict', outcome: 'refused', message: 'logon-refused' });
    expect(breakGlass.checked[0]).toEqual({ windowsSid: sid, windowsAccount: 'PC\\taro', code: 'GATE' });
    expect(checks).toEqual([]);
  });

  test.each([
    ['nothing is enforced', {}, {}, 'password+otp'],
    ['the password alone is enough', { methods: [...pair, { first: 'password' }] }, enforced, 'password+otp password'],
    ['a code has still to be registered', { otpRegistered: false }, enforced, ''],
    ['the person has left', { enabled: false }, enforced, 'break-glass'],
    ['the code is locked', { locked: true }, enforced, 'break-glass'],
  ])('when %s, then the offer is as it must be', async (_why, changes, ofAll, alternatives) => {
    serve(changes, ofAll);
    await settled();
    expect(await methods()).toMatchObject({ alternatives });
  });

  test('when it is not offered, then it is not judged', async () => {
    expect(await check(typed)).toMatchObject({ outcome: 'refused' });
    breakGlass.ready = false;
    serve({}, enforced);
    await settled();
    expect(await check(typed)).toMatchObject({ outcome: 'refused' });
    expect(breakGlass.checked).toEqual([]);
  });
});

describe('whoever is turned away', () => {
  test.each([
    ['the code is locked', { locked: true }],
    ['the person has left', { enabled: false }],
    ['no code is registered yet', { otpRegistered: false }],
  ])('when %s and the administrator changed it meanwhile, then the next try sees it without waiting for the period', async (_why, was) => {
    serve(was);
    await settled();
    serve({});
    const before = fetches;
    expect(await methods()).toMatchObject({ alternatives: '', linked: true });
    await turn();
    expect(fetches).toBe(before + 1);
    await settled();
    expect(await methods()).toMatchObject({ alternatives: 'password+otp', linked: true });
  });

  test('when only the pair is locked and a password alone is left, then the newest policy is got all the same', async () => {
    serve({ locked: true, methods: [...pair, { first: 'password' }] });
    await settled();
    const before = fetches;
    expect(await methods()).toMatchObject({ alternatives: 'password' });
    await turn();
    expect(fetches).toBe(before + 1);
  });

  test('when nobody is turned away, then asking for the methods costs the server nothing', async () => {
    const before = fetches;
    for (let times = 0; times < 5; times += 1) expect(await methods()).toMatchObject({ alternatives: 'password+otp' });
    await turn();
    expect(fetches).toBe(before);
  });
});

describe('a code', () => {
  test('when it goes to the server, then its verdict is the answer', async () => {
    expect(await check()).toMatchObject({ t: 'verdict', outcome: 'accepted' });
    expect(checks[0]).toMatchObject({ path: '/api/agent/v1/logon-checks', repeatable: true, body: { checkId: 'check-1', windowsSid: sid, factors: ['password', 'otp'], code: '123456' } });
    verdict = () => Promise.resolve({ kind: 'answered', body: { verdict: 'refused' } });
    expect(await check()).toMatchObject({ t: 'verdict', outcome: 'refused', message: 'logon-refused' });
  });

  test.each<[string, GatewayAnswer, string]>([
    ['the token is refused for good', { kind: 'refused', status: 401, code: 'token-stale' }, 'unavailable'],
    ['the PC is revoked', { kind: 'refused', status: 401, code: 'device-revoked' }, 'unavailable'],
    ['nobody answers', { kind: 'unavailable', reason: 'timeout' }, 'unavailable'],
    ['the answer says something else', { kind: 'answered', body: { verdict: 'yes' } }, 'unavailable'],
    ['the account is tied no more', { kind: 'refused', status: 403, code: 'account-not-linked' }, 'refused'],
    ['there were too many', { kind: 'refused', status: 429, code: 'rate-limited' }, 'unavailable'],
  ])('when %s, then it lets nobody in', async (_why, answer, outcome) => {
    verdict = () => Promise.resolve(answer);
    expect(await check()).toMatchObject({ t: 'verdict', outcome, message: `logon-${outcome}` });
  });

  test.each([{ scenario: 'credui' }, { factors: 'otp' }, { factors: 'otp+password' }, { windowsSid: 'S-1-5-21-2' }])('when %j was not offered, then it is refused unjudged', async (changes) => {
    expect(await check(changes)).toMatchObject({ t: 'verdict', outcome: 'refused' });
    expect(checks).toEqual([]);
  });
});

describe('who may ask what', () => {
  test('when a console asks for a verdict, or the logon screen for a tie, then neither is allowed', async () => {
    expect(await check({}, 2)).toMatchObject({ t: 'error', message: 'not-allowed' });
    expect(await ask(1, { t: 'link', activationCode: 'ABCD-EFGH' })).toMatchObject({ t: 'error', message: 'not-allowed' });
    expect(checks).toEqual([]);
  });

  test('when a console ties an account, then it is the one that the host verified', async () => {
    expect(await ask(2, { t: 'link', activationCode: 'ABCD-EFGH' })).toMatchObject({ t: 'linked', displayName: sid });
    expect(await ask(2, { t: 'link', activationCode: 'ABCD-EFGH', windowsSid: 'S-1-5-21-2' })).toMatchObject({ t: 'error', message: 'malformed' });
  });

  test('when a connection asks a ninth time before the first answer, then it is busy, and free again after an answer', async () => {
    const answers: ((answer: GatewayAnswer) => void)[] = [];
    verdict = () => new Promise((resolve) => answers.push(resolve));
    const message = { t: 'check', windowsSid: sid, scenario: 'logon', factors: 'password+otp', code: '123456' };
    const first = Array.from({ length: 8 }, () => say(1, message));
    expect(await ask(1, message)).toMatchObject({ t: 'error', message: 'busy' });
    for (const answer of answers) answer({ kind: 'answered', body: { verdict: 'refused' } });
    await turn();
    expect(first.every((id) => replies.get(id)?.['outcome'] === 'refused')).toBe(true);
    expect(await methods()).toMatchObject({ t: 'methods' });
  });

  test('when the host opens a 65th connection, then it is refused, and one that closed makes room', () => {
    for (let connection = 3; connection <= 65; connection += 1) broker.open({ kind: 'open', connection, client: 'logon', processId: 1, sessionId: 1 });
    expect(refusedConnections).toEqual([65]);
    broker.close(3);
    broker.open({ kind: 'open', connection: 66, client: 'logon', processId: 1, sessionId: 1 });
    expect(refusedConnections).toEqual([65]);
  });

  test('when answering fails, then the connection gets an error and the broker goes on', async () => {
    expect(await ask(1, { t: 'state' })).toMatchObject({ t: 'error', message: 'internal' });
    expect(await methods()).toMatchObject({ t: 'methods' });
  });
});
