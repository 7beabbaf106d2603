import type { AgentPolicy } from '@genkan/logon-policy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../clock/clock.ts';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import type { Gateway, GatewayAnswer, GatewayRequest } from '../gateway-client/gateway.port.ts';
import { createLogger } from '../log.ts';
import { offeredMethods } from '../logon-broker/logon-methods.ts';
import { startPolicyCache } from '../policy-cache/policy-cache.ts';
import type { PolicyCache } from '../policy-cache/policy-cache.ts';
import { createAccountLinks } from './account-link.ts';
import type { AccountLinks } from './account-link.ts';
import { createTiedPersons } from './tied-persons.ts';
import type { TiedPersons } from './tied-persons.ts';

const quiet = createLogger({ level: 'error', write: () => undefined });
const sid = 'S-1-5-21-1';
const request = { windowsSid: sid, windowsAccount: 'PC\\taro', activationCode: 'ABCD-EFGH' };
const oldPolicy: AgentPolicy = { version: '1', serverTime: '2026-11-24T00:00:00Z', accounts: [], unlinkedMethods: [{ first: 'password' }], enforcement: 'observe', passwordKeeping: { users: false, administrators: false } };

let database: Database;
const tiedAccount: AgentPolicy['accounts'][number] = {
  windowsSid: sid, userId: 'u1', enabled: true, language: 'ja', otpRegistered: false, locked: false, methods: [{ first: 'password' }],
  scenarios: { logon: true, unlock: true, rdp: true, credui: false },
};

let cache: PolicyCache;
let links: AccountLinks;
let persons: TiedPersons;
let backlog: boolean;
let changes: GatewayRequest[];
let change: () => Promise<GatewayAnswer>;
let policyNow: () => AgentPolicy;

beforeEach(() => {
  database = openDatabase(':memory:');
  backlog = false;
  changes = [];
  policyNow = () => oldPolicy;
  start();
});
afterEach(() => {
  cache.stop();
  database.close();
});

/** An agent on the same disk; the policy that it fetches shows a tie only if a test says so. */
function start(): void {
  const gateway: Gateway = {
    call(asked) {
      if (asked.method === 'GET') return Promise.resolve({ kind: 'answered', body: policyNow() });
      changes.push(asked);
      return change();
    },
  };
  cache = startPolicyCache({
    database, gateway, clock: systemClock, enrolled: () => true, refreshMs: 60_000,
    backOff: { baseMs: 60_000, capMs: 60_000 }, random: () => 0.5, kept: (policy) => persons.obey(policy), log: quiet,
  });
  persons = createTiedPersons({ database, isAwaited: (windowsSid) => cache.isAwaited(windowsSid), log: quiet });
  links = createAccountLinks({ gateway, policyCache: cache, persons, eventsSent: () => Promise.resolve(!backlog), linksChanged: () => undefined });
}

function restart(): void {
  cache.stop();
  start();
}

/** Resolves when the policy that the server gives now has been kept. */
const fetched = () => cache.expect({ windowsSid: 'S-1-5-21-9', what: 'unlinked' }, 0);
const offered = () => offeredMethods({ policy: cache.policy(), awaited: cache.isAwaited(sid) }, sid, 'logon');

describe('tying an account', () => {
  test('when events wait that cannot be sent, then neither a tie is asked for nor one ended', async () => {
    backlog = true;
    change = () => Promise.resolve({ kind: 'refused', status: 404, code: 'link-not-found' });
    expect(await links.link(request)).toEqual({ kind: 'unavailable', reason: 'events-wait' });
    expect(await links.unlink(sid)).toEqual({ kind: 'unavailable', reason: 'events-wait' });
    expect(changes).toEqual([]);
    backlog = false;
    expect(await links.unlink(sid)).toMatchObject({ kind: 'refused' });
    expect(changes).toHaveLength(1);
  });

  test('when the answer is lost, then the password alone does not let in, also after a restart', async () => {
    change = () => Promise.resolve({ kind: 'unavailable', reason: 'timeout' });
    expect(await links.link(request)).toEqual({ kind: 'unavailable', reason: 'timeout' });
    await fetched();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });
    restart();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });
  });

  test('when there was no connection at all, then the account is as it was', async () => {
    await fetched();
    change = () => Promise.resolve({ kind: 'unavailable', reason: 'ECONNREFUSED' });
    expect(await links.link(request)).toMatchObject({ kind: 'unavailable' });
    expect(offered().alternatives).toEqual(['password']);
  });

  test('when the agent dies after the server tied it and before the answer, then the password alone does not let in', async () => {
    let answer: (given: GatewayAnswer) => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      change = () => {
        resolve();
        return new Promise((settle) => (answer = settle));
      };
    });
    const dying = links.link(request);
    await asked;
    restart();
    await fetched();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });
    answer({ kind: 'unavailable', reason: 'gone' });
    await dying;
  });

  test('when the server ties it and its policy shows that only later, then the name is known from the first, also after a restart, and goes with the tie', async () => {
    const tied = { ...oldPolicy, version: '2', accounts: [tiedAccount] };
    let looks = 0;
    policyNow = () => (changes.length === 1 && (looks += 1) > 1 ? tied : oldPolicy);
    change = () => Promise.resolve({ kind: 'answered', body: { userId: 'u1', displayName: '山田 太郎', employeeCode: '1001' } });
    expect(await links.link(request)).toEqual({ kind: 'linked', displayName: '山田 太郎', employeeCode: '1001' });
    expect(looks).toBeGreaterThan(1);
    restart();
    expect(persons.of(sid)).toEqual({ displayName: '山田 太郎', employeeCode: '1001' });
    expect(await links.unlink(sid)).toEqual({ kind: 'unlinked' });
    expect(persons.of(sid)).toBeUndefined();
  });

  test('when the server refuses, then the account is as it was', async () => {
    change = () => Promise.resolve({ kind: 'refused', status: 422, code: 'activation-code-invalid' });
    expect(await links.link(request)).toMatchObject({ kind: 'refused' });
    expect(offered()).toMatchObject({ alternatives: ['password'], linked: false });
    restart();
    expect(offered()).toMatchObject({ alternatives: ['password'], linked: false });
  });

  test('when the server refuses a repeat after a lost answer, then the first may have tied it: still nobody gets in', async () => {
    change = () => Promise.resolve({ kind: 'unavailable', reason: 'timeout' });
    await links.link(request);
    change = () => Promise.resolve({ kind: 'refused', status: 422, code: 'activation-code-invalid' });
    await links.link(request);
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });
  });
});
