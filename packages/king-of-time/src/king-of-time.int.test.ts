import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createKingOfTime, type Connection, type KingOfTime, type KingOfTimeOptions } from './king-of-time.ts';
import { createRedisPace } from './pace.redis.ts';
import { defaultRestrictedHours, parseRestrictedHours } from './restricted-hours.ts';
import { startAttendanceSimulator, type AttendanceSimulator, type SimulatedFault } from './testing/attendance-simulator.ts';

let simulator: AttendanceSimulator;
let redis: Redis;
let connection: Connection;

beforeAll(async () => {
  const url = process.env['GENKAN_REDIS_URL'];
  if (url === undefined) throw new Error('Set GENKAN_REDIS_URL.');
  redis = new Redis(url, { maxRetriesPerRequest: 1 });
  simulator = await startAttendanceSimulator();
}, 30_000);
afterAll(async () => {
  redis?.disconnect();
  await simulator?.stop();
});
beforeEach(async () => {
  await simulator.reset();
  connection = { companyId: randomUUID(), baseUrl: simulator.baseUrl, token: simulator.token };
});

const client = (o: Partial<KingOfTimeOptions> = {}): KingOfTime =>
  createKingOfTime({ pace: createRedisPace(redis), restrictedHours: [], intervalMs: 5, busyWaitsMs: [5, 5, 5], timeoutMs: 3_000, ...o });

describe('calls', () => {
  test('when people are read, then they come in full and checked', async () => {
    const employees = await client().employees(connection, { includeResigner: true });
    expect(employees).toHaveLength(204);
    expect(employees[0]).toMatchObject({ code: '00001', divisionCode: '3000', hiredDate: expect.any(String), emailAddresses: [expect.stringContaining('@example.jp')] });
    expect(await client().employees(connection, { includeResigner: false })).toHaveLength(203);
    expect(await client().divisions(connection)).toContainEqual({ code: '3000', name: '夜間センター', dayBorderTime: '05:00' });
    expect((await client().administrators(connection)).map(({ code }) => code)).toContain('admin');
    expect(await client().workingTypes(connection)).toHaveLength(2);
    expect(await client().company(connection)).toMatchObject({ code: 'genkan-demo' });
    expect(await client().tokenAvailable(connection)).toBe(true);
  });

  test('when a punch is recorded, then it is read back on its business day', async () => {
    const [employee] = await simulator.employees();
    const created = await client().recordPunch(connection, { employeeKey: employee!.key, date: '2026-11-20', time: new Date('2026-11-20T00:01:00Z'), code: '1' });
    expect(created).toMatchObject({ date: '2026-11-20', employeeKey: employee!.key, timeRecord: { code: '1', name: '出勤', time: '2026-11-20T09:01:00+09:00' } });
    const days = await client().timeRecords(connection, { employeeKeys: [employee!.key], start: '2026-11-20', end: '2026-11-21' });
    expect(days).toMatchObject([{ date: '2026-11-20', dailyWorkings: [{ employeeKey: employee!.key, timeRecord: [{ code: '1' }] }] }]);
  });

  test('when a punch of an unknown person is recorded, then it is rejected with the message', async () => {
    const punch = { employeeKey: 'nobody', date: '2026-11-20', time: new Date(), code: '1' } as const;
    await expect(client().recordPunch(connection, punch)).rejects.toMatchObject({ code: 'attendance-rejected', kind: 'permanent', upstreamMessage: 'Employee is not found.' });
  });

  test('when the token is wrong, then it is refused', async () => {
    await expect(client().divisions({ ...connection, token: 'other' })).rejects.toMatchObject({ code: 'attendance-token-refused', kind: 'permanent' });
  });
});

describe('faults', () => {
  test.each<[string, SimulatedFault, string, string]>([
    ['the list form', { kind: 'error-list', code: 222 }, 'attendance-rejected', 'permanent'],
    ['the flat form', { kind: 'error-flat', code: '222' }, 'attendance-rejected', 'permanent'],
    ['303 for good', { kind: 'busy', calls: 4 }, 'attendance-rate-limited', 'transient'],
    ['111', { kind: 'token-refused' }, 'attendance-token-refused', 'permanent'],
    ['HTTP 500', { kind: 'server-error' }, 'attendance-unavailable', 'transient'],
    ['no answer', { kind: 'time-out' }, 'attendance-timeout', 'transient'],
    ['a cut answer', { kind: 'cut-answer' }, 'attendance-unavailable', 'transient'],
    ['a redirect', { kind: 'redirect' }, 'attendance-redirected', 'permanent'],
    ['an entry without a key', { kind: 'missing-key' }, 'attendance-answer-invalid', 'permanent'],
  ])('when the answer is %s, then a read fails with its kind', async (_name, fault, code, kind) => {
    await simulator.addFaults(fault);
    await expect(client({ timeoutMs: 500 }).employees(connection, { includeResigner: false })).rejects.toMatchObject({ code, kind });
  });

  test.each(['busy', 'http-429'])('when the answer is %s for a while, then the call waits and succeeds', async (kind) => {
    await simulator.addFaults({ kind, calls: 2 });
    expect(await client({ busyWaitsMs: [5, 5], sleep: () => Promise.resolve() }).divisions(connection)).toHaveLength(3);
    expect(await simulator.calls()).toHaveLength(3);
  });

  test.each(['time-out', 'cut-answer', 'server-error'])('when a write is answered by %s, then it is ambiguous', async (kind) => {
    const [employee] = await simulator.employees();
    await simulator.addFaults({ kind });
    const punch = { employeeKey: employee!.key, date: '2026-11-20', time: new Date(), code: '2' } as const;
    await expect(client({ timeoutMs: 500 }).recordPunch(connection, punch)).rejects.toMatchObject({ kind: 'ambiguous' });
  });

  test('when the answer is longer than allowed, then it is not read to its end', async () => {
    await expect(client({ maxAnswerBytes: 10_000 }).employees(connection, { includeResigner: false })).rejects.toMatchObject({ code: 'attendance-answer-too-large' });
  });

  test('when nobody listens there, then the failure is transient, also for a write', async () => {
    const nowhere = { ...connection, baseUrl: 'http://127.0.0.1:9' };
    const punch = { employeeKey: 'k', date: '2026-11-20', time: new Date(), code: '1' } as const;
    await expect(client().recordPunch(nowhere, punch)).rejects.toMatchObject({ code: 'attendance-unavailable', kind: 'transient' });
  });

  test('when it is a restricted hour, then no call reaches the attendance system', async () => {
    const closed = client({ restrictedHours: parseRestrictedHours(defaultRestrictedHours), now: () => new Date('2026-11-24T09:00:00+09:00') });
    await expect(closed.divisions(connection)).rejects.toMatchObject({ code: 'attendance-restricted-hours', retryAt: new Date('2026-11-24T10:00:00+09:00') });
    expect(await simulator.calls()).toEqual([]);
  });
});

describe('pace', () => {
  test('when two processes call for one company at once, then the calls keep their distance', async () => {
    const other = new Redis(process.env['GENKAN_REDIS_URL']!);
    const clients = [client({ intervalMs: 300 }), client({ intervalMs: 300, pace: createRedisPace(other) })];
    await Promise.all(clients.flatMap((one) => [one.divisions(connection), one.divisions(connection), one.divisions(connection)]));
    other.disconnect();
    const times = (await simulator.calls()).map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
    expect(times).toHaveLength(6);
    // Six turns for both together are five intervals; three turns for each would be two. How long a call is on its way
    // to the simulator is nobody's promise, so single gaps are not looked at.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(4 * 300);
  });

  test('when one company waits, then another one does not', async () => {
    const one = client({ intervalMs: 60_000, longestWaitMs: 10 });
    await one.divisions(connection);
    await expect(one.divisions(connection)).rejects.toMatchObject({ code: 'attendance-queue-full' });
    expect(await one.divisions({ ...connection, companyId: randomUUID() })).toHaveLength(3);
  });

  test('when Redis is gone, then no call starts', async () => {
    const dead = new Redis('redis://127.0.0.1:9', { maxRetriesPerRequest: 0, retryStrategy: () => null, lazyConnect: true });
    dead.on('error', () => undefined);
    await expect(client({ pace: createRedisPace(dead) }).divisions(connection)).rejects.toMatchObject({ code: 'attendance-pace-unavailable', kind: 'transient' });
    expect(await simulator.calls()).toEqual([]);
  });
});
