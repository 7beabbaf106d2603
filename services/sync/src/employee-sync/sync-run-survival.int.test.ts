import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { startAttendanceSimulator, type AttendanceSimulator } from '@genkan/king-of-time/testing';
import { eventually } from '@genkan/test-kit';
import { follow, startTestSync, type TestSync } from '../testing/test-sync.ts';
import { newRun, started } from './sync-run.ts';

jest.setTimeout(60_000);

const day = 86_400_000;
let simulator: AttendanceSimulator;
const running: TestSync[] = [];
beforeAll(async () => {
  simulator = await startAttendanceSimulator();
}, 60_000);
afterAll(async () => {
  for (const sync of running) await sync.stop();
  await simulator?.stop();
}, 60_000);

async function start(...options: Parameters<typeof startTestSync>): Promise<TestSync> {
  const sync = await startTestSync(...options);
  running.push(sync);
  return sync;
}
async function connected(sync: TestSync): Promise<string> {
  const companyId = await sync.company();
  await sync.connect(companyId, simulator.baseUrl, simulator.token);
  return companyId;
}
const requestedBy = { kind: 'operator', id: 'op', name: 'op', ip: '192.0.2.1' } as const;

test('when a process died in the middle of a run, then the run is closed as interrupted and the next one heals', async () => {
  const sync = await start({ running: { leaseMs: 1_000 } });
  const companyId = await connected(sync);
  const at = new Date();
  const opened = await sync.stores.runs.open(companyId, newRun({ runId: '01M86N000000000000000000AA', requestedBy, requestedAt: at }), new Date(at.getTime() + day));
  if (opened.outcome !== 'opened') throw new Error('busy');
  await sync.stores.runs.save(opened.stored, started(opened.stored.run, at), at);
  expect(await sync.ended(companyId, opened.stored.run.runId)).toMatchObject({ state: 'failed', failure: { code: 'sync-run-interrupted' } });
  expect(await sync.run(companyId)).toMatchObject({ state: 'succeeded', counts: { employees: { added: 200 } } });
});

test('when a process died before it began a run, then another one carries it out', async () => {
  const sync = await start();
  const companyId = await connected(sync);
  const run = newRun({ runId: '01M86N000000000000000000AB', requestedBy, requestedAt: new Date() });
  await sync.stores.runs.open(companyId, run, new Date());
  expect(await sync.ended(companyId, run.runId)).toMatchObject({ state: 'succeeded', counts: { employees: { added: 200 } } });
});

test('when the attendance system answers slower than the lease, then the run keeps its claim', async () => {
  const sync = await start({ running: { leaseMs: 400 }, client: { timeoutMs: 10_000 } });
  const companyId = await connected(sync);
  await simulator.addFaults({ kind: 'slow', delayMs: 2_000, path: '/employees' });
  expect(await sync.run(companyId)).toMatchObject({ state: 'succeeded', counts: { employees: { added: 200 } } });
});

test('when it is a restricted hour, then no call is made and the run says when to try again', async () => {
  const sync = await start({ client: { restrictedHours: [{ fromMinute: 510, toMinute: 600 }], now: () => new Date('2026-11-24T09:00:00+09:00') } });
  const companyId = await connected(sync);
  const before = (await simulator.calls()).length;
  expect(await sync.run(companyId)).toMatchObject({ state: 'failed', failure: { code: 'attendance-restricted-hours', retryAt: '2026-11-24T01:00:00.000Z' } });
  expect((await simulator.calls()).length).toBe(before);
});

test('when the grace is over, then the topic forgets the person, their data is gone, and a return is a new user', async () => {
  let now = new Date();
  const sync = await start({ running: { clock: () => now, purgeEveryMs: 50 } });
  const companyId = await connected(sync);
  const employees = await follow(sync, topics.employees);
  await sync.run(companyId);
  const [person] = await simulator.employees();
  await simulator.edit('employees', { op: 'remove', key: person!.key });
  await sync.run(companyId);
  // Order holds per person only; the records of the others may still be on their way.
  const recordsOf = () => employees.of(companyId).filter(({ employeeKey }) => employeeKey === person!.key);
  const userIdOf = (): string => recordsOf().at(-1)?.userId ?? '';
  await eventually(() => expect(recordsOf().at(-1)).toMatchObject({ deleted: true }), { withinMs: 20_000 });
  const userId = userIdOf();
  const people = sync.mongo.collection('people');
  now = new Date(now.getTime() + 29 * day);
  expect((await people.findOne({ companyId, key: person!.key }))?.['value']).toMatchObject({ lastName: person!.lastName });

  now = new Date(now.getTime() + 2 * day);
  await eventually(() => expect(employees.tombstonesOf(companyId)).toEqual([`${companyId}/${userId}`]));
  expect(JSON.stringify(await people.findOne({ companyId, key: person!.key }))).not.toContain(person!.lastName);
  now = new Date(now.getTime() + day);
  await eventually(async () => expect(await people.findOne({ companyId, key: person!.key })).toBeNull());

  await simulator.edit('employees', { op: 'add', entity: person });
  expect(await sync.run(companyId)).toMatchObject({ counts: { employees: { added: 1 } } });
  await eventually(() => expect(userIdOf()).not.toBe(userId));
  await employees.stop();
});
