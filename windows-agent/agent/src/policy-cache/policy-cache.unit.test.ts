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
  ])('when %s is %s, then nobody gets in until a policy is fetched, also after a restart', async (name, value) => {
    write('policy', JSON.stringify(policy));
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
