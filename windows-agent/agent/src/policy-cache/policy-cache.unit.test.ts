import type { AgentPolicy } from '@genkan/logon-policy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../clock/clock.ts';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import type { Gateway, GatewayAnswer } from '../gateway-client/gateway.port.ts';
import { createLogger } from '../log.ts';
import { offeredMethods } from '../logon-broker/logon-methods.ts';
import { startPolicyCache } from './policy-cache.ts';
import type { PolicyCache } from './policy-cache.ts';

const quiet = createLogger({ level: 'error', write: () => undefined });
const sid = 'S-1-5-21-1';
const policy: AgentPolicy = { version: '1', serverTime: '2026-11-24T00:00:00Z', accounts: [], unlinkedMethods: [{ first: 'password' }], enforcement: 'observe', passwordKeeping: { users: false, administrators: false } };
const offline: GatewayAnswer = { kind: 'unavailable', reason: 'offline' };

let database: Database;
let cache: PolicyCache;
let answer: GatewayAnswer;

beforeEach(() => {
  database = openDatabase(':memory:');
  answer = offline;
});
afterEach(() => {
  cache.stop();
  database.close();
});

function start(): void {
  const gateway: Gateway = { call: () => Promise.resolve(answer) };
  cache = startPolicyCache({
    database, gateway, clock: systemClock, enrolled: () => false, refreshMs: 60_000,
    backOff: { baseMs: 1_000, capMs: 1_000 }, random: () => 0.5, log: quiet,
  });
}

const offered = () => offeredMethods({ policy: cache.policy(), awaited: cache.isAwaited(sid) }, sid, 'logon');
const write = (name: string, value: string) => database.prepare('INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)').run(name, value);

describe('what is on disk', () => {
  test('when nothing was ever fetched or tied, then the password of Windows', () => {
    start();
    expect(offered()).toMatchObject({ alternatives: ['password'], linked: false });
  });

  test.each([
    ['policy', 'rubbish'],
    ['policy', '{"version":"1"}'],
    ['policy-expectations', 'rubbish'],
    ['policy-expectations', '[{"windowsSid":1}]'],
    ['linked-accounts', 'rubbish'],
  ])('when %s is %s, then nobody of whom nothing is known gets in until a policy is fetched, also after a restart', async (name, value) => {
    write('policy', name === 'linked-accounts' ? 'rubbish' : JSON.stringify(policy));
    write(name, value);
    start();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });

    await cache.expect({ windowsSid: 'S-1-5-21-2', what: 'unlinked' }, 0);
    cache.stop();
    start();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });

    answer = { kind: 'answered', body: policy };
    await cache.expect({ windowsSid: 'S-1-5-21-2', what: 'unlinked' }, 0);
    expect(offered()).toMatchObject({ alternatives: ['password'], linked: false });
    cache.stop();
    start();
    expect(offered()).toMatchObject({ alternatives: ['password'], linked: false });
  });

  test('when a later version cannot read the policy that an earlier one kept, then who was tied is refused and nobody else', async () => {
    start();
    const account = { windowsSid: sid, userId: 'u', language: 'ja', otpRegistered: true, locked: false, enabled: true, methods: [{ first: 'password', second: 'otp' }], scenarios: { logon: true, unlock: true, rdp: true, credui: false } };
    answer = { kind: 'answered', body: { ...policy, accounts: [account] } };
    await cache.refresh();
    cache.stop();
    answer = offline;
    write('policy', '{"version":"1","missing":"much"}');
    start();
    expect(offered()).toMatchObject({ alternatives: [], message: 'policy-missing' });
    expect(cache.isAwaited('S-1-5-21-99')).toBe(false);
  });
});

describe('an announced tie', () => {
  test('when it is taken back, then a tie whose answer was lost before is still awaited', () => {
    start();
    const first = cache.announceLink(sid);
    cache.announceLink(sid)();
    expect(cache.isAwaited(sid)).toBe(true);
    first();
    expect(cache.isAwaited(sid)).toBe(false);
  });
});
