import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics, type Employee, type Operation } from '@genkan/contracts';
import { startAttendanceSimulator, type AttendanceSimulator } from '@genkan/king-of-time/testing';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { follow, startTestSync, type TestSync } from '../testing/test-sync.ts';

// A run with 200 people takes a second or two on a busy machine, and most tests need several.
jest.setTimeout(30_000);

let simulator: AttendanceSimulator;
let sync: TestSync;
let companyId: string;
let employees: Awaited<ReturnType<typeof follow<typeof topics.employees.schema>>>;
let divisions: Awaited<ReturnType<typeof follow<typeof topics.divisions.schema>>>;
let administrators: Awaited<ReturnType<typeof follow<typeof topics.administrators.schema>>>;
let operations: Awaited<ReturnType<typeof follow<typeof topics.operations.schema>>>;

beforeAll(async () => {
  [simulator, sync] = await Promise.all([startAttendanceSimulator(), startTestSync()]);
  [employees, divisions, administrators, operations] = await Promise.all([
    follow(sync, topics.employees), follow(sync, topics.divisions), follow(sync, topics.administrators), follow(sync, topics.operations),
  ]);
}, 60_000);
afterAll(async () => {
  await Promise.all([employees?.stop(), divisions?.stop(), administrators?.stop(), operations?.stop()]);
  await sync?.stop();
  await simulator?.stop();
}, 60_000);
beforeEach(async () => {
  await simulator.reset();
  companyId = await sync.company();
  expect((await sync.connect(companyId, simulator.baseUrl, simulator.token)).status).toBe(204);
});

const operationsOf = (kind: string): Operation[] => operations.of(companyId).filter((one) => one.kind === kind);
const latestEmployees = (): Map<string, Employee> => new Map(employees.of(companyId).map((one) => [one.employeeKey, one]));

describe('first run', () => {
  test('when a company syncs for the first time, then its people, divisions and administrators are told, and the run counts them', async () => {
    const run = await sync.run(companyId);
    expect(run).toMatchObject({
      state: 'succeeded',
      failure: null,
      counts: {
        employees: { added: 200, updated: 0, deleted: 0, unchanged: 0, skipped: 4, errors: 0 },
        divisions: { added: 3 },
        administrators: { added: 3 },
      },
    });
    expect(run.entries.filter(({ kind }) => kind === 'skip').map(({ reason }) => reason).toSorted()).toEqual(['before-hire', 'before-hire', 'before-hire', 'resigned']);
    await eventually(() => {
      expect(employees.of(companyId)).toHaveLength(200);
      expect(divisions.of(companyId)).toHaveLength(3);
      expect(administrators.of(companyId)).toHaveLength(3);
      expect(operationsOf('user-add')).toHaveLength(200);
      expect(operationsOf('admin-add')).toHaveLength(3);
      expect(operationsOf('sync-run')).toHaveLength(1);
    });
    const [first] = await simulator.employees();
    const told = latestEmployees().get(first!.key)!;
    expect(told).toMatchObject({ companyId, employeeCode: first!.code, lastName: first!.lastName, version: 1n, deleted: false });
    expect(told.userId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(told.divisions).toMatchObject([{ divisionCode: first!.divisionCode, effectiveFrom: { seconds: 0n } }]);
    expect(new Set(employees.of(companyId).map(({ userId }) => userId)).size).toBe(200);
    expect(divisions.of(companyId).find(({ divisionCode }) => divisionCode === '3000')).toMatchObject({ dayBorders: [{ dayBorder: '05:00' }] });
    expect(operationsOf('sync-run')[0]).toMatchObject({ actor: { id: 'administrator-1', name: '管理 花子' }, ip: '192.0.2.10', details: { state: 'succeeded', added: '200', skipped: '4' } });
    const mine = operationsOf('user-add').find(({ targetUserId }) => targetUserId === told.userId);
    expect(mine).toMatchObject({ targetName: `${first!.lastName} ${first!.firstName}`, details: { code: first!.code, run: run.runId } });
  });
});

describe('second run', () => {
  test('when nothing changed, then nothing is written or told', async () => {
    await sync.run(companyId);
    const versions = await sync.mongo.collection('people').find({ companyId }).project({ rev: 1 }).toArray();
    const run = await sync.run(companyId);
    expect(run).toMatchObject({ state: 'succeeded', counts: { employees: { added: 0, updated: 0, deleted: 0, unchanged: 200 }, divisions: { unchanged: 3 }, administrators: { unchanged: 3 } } });
    expect(await sync.mongo.collection('people').find({ companyId }).project({ rev: 1 }).toArray()).toEqual(versions);
    await eventually(() => expect(operationsOf('sync-run')).toHaveLength(2));
    expect(employees.of(companyId)).toHaveLength(200);
  });

  test('when codes are swapped, a person moves, one leaves, one is hired and an administrator goes, then each is told once and rightly', async () => {
    await sync.run(companyId);
    await eventually(() => expect(employees.of(companyId)).toHaveLength(200));
    const before = latestEmployees();
    const [a, b, mover, leaver] = await simulator.employees();
    await simulator.edit('employees',
      { op: 'update', key: a!.key, set: { code: 'tmp' } }, { op: 'update', key: b!.key, set: { code: a!.code } }, { op: 'update', key: a!.key, set: { code: b!.code } },
      { op: 'update', key: mover!.key, set: { divisionCode: mover!.divisionCode === '1000' ? '2000' : '1000' } },
      { op: 'remove', key: leaver!.key },
      { op: 'update', code: '00201', set: { hiredDate: '2020-01-01' } });
    await simulator.edit('administrators', { op: 'remove', code: 'johosys' });
    await simulator.edit('divisions', { op: 'update', code: '3000', set: { dayBorderTime: '06:00' } });

    const run = await sync.run(companyId);
    expect(run).toMatchObject({ state: 'succeeded', counts: { employees: { added: 1, updated: 3, deleted: 1, errors: 0 }, divisions: { updated: 1 }, administrators: { deleted: 1 } } });
    expect(run.entries.find(({ kind, entity }) => kind === 'delete' && entity === 'employee')).toMatchObject({ key: leaver!.key, reason: 'not-in-attendance' });
    await eventually(() => expect(employees.of(companyId)).toHaveLength(205));
    const after = latestEmployees();
    expect(after.get(a!.key)).toMatchObject({ employeeCode: b!.code, userId: before.get(a!.key)!.userId, version: 2n });
    expect(after.get(b!.key)).toMatchObject({ employeeCode: a!.code, userId: before.get(b!.key)!.userId });
    expect(after.get(leaver!.key)).toMatchObject({ deleted: true, version: 2n });
    const history = after.get(mover!.key)!.divisions;
    expect(history).toHaveLength(2);
    expect(Number(history[1]!.effectiveFrom!.seconds) * 1_000).toBeGreaterThan(Date.now() - 60_000);
    await eventually(() => {
      expect(operationsOf('user-update')).toHaveLength(3);
      expect(operationsOf('user-delete')).toMatchObject([{ details: { reason: 'not-in-attendance' } }]);
      expect(operationsOf('admin-delete')).toMatchObject([{ targetName: '情報システム 担当' }]);
      expect(divisions.latestOf(companyId).find((one) => one?.divisionCode === '3000')).toMatchObject({ dayBorders: [{ dayBorder: '05:00' }, { dayBorder: '06:00' }] });
    });
  });

  test('when a removed person comes back within the grace, then it is the same user', async () => {
    await sync.run(companyId);
    const [person] = await simulator.employees();
    await simulator.edit('employees', { op: 'remove', key: person!.key });
    await sync.run(companyId);
    await simulator.edit('employees', { op: 'add', entity: person });
    const run = await sync.run(companyId);
    expect(run.entries.filter(({ kind }) => kind === 'add')).toMatchObject([{ key: person!.key, reason: 'restored' }]);
    await eventually(() => {
      const told = employees.of(companyId).filter(({ employeeKey }) => employeeKey === person!.key);
      // The removal may be passed over: states that have not been sent yet collapse to the newest.
      expect(told.at(-1)).toMatchObject({ deleted: false, version: 3n, userId: told[0]!.userId });
    });
  });
});

describe('suspicious answers', () => {
  test.each([
    ['the list of people is empty', { kind: 'empty-list', path: '/employees' }, 200],
    ['the list of people is cut', { kind: 'truncated-list', path: '/employees' }, 98],
    ['the list of administrators is empty', { kind: 'empty-list', path: '/administrators' }, 3],
  ])('when %s, then the run stops, changes nothing and says what it would have removed', async (_what, fault, removals) => {
    await sync.run(companyId);
    await simulator.addFaults(fault);
    const run = await sync.run(companyId);
    expect(run).toMatchObject({ state: 'needs-confirmation', removals, counts: { employees: { deleted: 0, updated: 0 } } });
    expect(run.entries.filter(({ kind }) => kind === 'delete')).toHaveLength(removals);
    expect(await sync.mongo.collection('people').countDocuments({ companyId, removedAt: { $exists: true } })).toBe(0);
    expect(await sync.run(companyId)).toMatchObject({ state: 'succeeded', counts: { employees: { unchanged: 200, deleted: 0 } } });
  });

  test('when an administrator confirms the removals, then just these are carried out', async () => {
    await sync.run(companyId);
    const people = await simulator.employees();
    await simulator.edit('employees', ...people.slice(0, 20).map(({ key }) => ({ op: 'remove', key })));
    const stopped = await sync.run(companyId);
    expect(stopped).toMatchObject({ state: 'needs-confirmation', removals: 20 });
    await simulator.edit('employees', { op: 'remove', key: people[30]!.key });
    expect(await sync.run(companyId, { confirms: stopped.runId })).toMatchObject({ state: 'needs-confirmation', removals: 21 });
    await simulator.edit('employees', { op: 'add', entity: people[30] });
    expect(await sync.run(companyId, { confirms: stopped.runId })).toMatchObject({ state: 'succeeded', counts: { employees: { deleted: 20, unchanged: 180 } } });
  });

  test('when a run that did not stop is confirmed, then it is refused', async () => {
    const { runId } = await sync.run(companyId);
    await expectProblem(await sync.admin(companyId)('POST', '/employee-sync-runs', { confirms: runId }), 'sync-confirmation-invalid');
    await expectProblem(await sync.admin(companyId)('POST', '/employee-sync-runs', { confirms: newId() }), 'sync-confirmation-invalid');
  });

  test('when one person comes twice, then only that one is left as they are and the run says so', async () => {
    await simulator.addFaults({ kind: 'duplicate-entry', path: '/employees' });
    const run = await sync.run(companyId);
    expect(run).toMatchObject({ state: 'succeeded', counts: { employees: { added: 199, errors: 1 } } });
    expect(run.entries.filter(({ kind }) => kind === 'error')).toMatchObject([{ code: '00001', reason: 'duplicate-key' }]);
    expect(await sync.run(companyId)).toMatchObject({ counts: { employees: { added: 1, unchanged: 199, errors: 0 } } });
  });
});

describe('failures of the attendance system', () => {
  test.each([
    ['the list form of an error', { kind: 'error-list', code: 222, message: 'Id is empty.' }, 'attendance-rejected', 'Id is empty.'],
    ['the flat form of an error', { kind: 'error-flat', code: '222', message: 'Id is empty.' }, 'attendance-rejected', 'Id is empty.'],
    ['303 for good', { kind: 'busy', calls: 10 }, 'attendance-rate-limited', null],
    ['a refused token', { kind: 'token-refused' }, 'attendance-token-refused', 'Bad Authentication.'],
    ['no answer', { kind: 'time-out' }, 'attendance-timeout', null],
    ['HTTP 500', { kind: 'server-error', path: '/divisions' }, 'attendance-unavailable', null],
    ['a cut answer', { kind: 'cut-answer', path: '/divisions' }, 'attendance-unavailable', null],
    ['an entry without its key', { kind: 'missing-key', path: '/employees' }, 'attendance-answer-invalid', null],
    ['a redirect', { kind: 'redirect' }, 'attendance-redirected', null],
  ])('when it answers with %s, then the run has failed with its code, nothing is changed, and the next run heals', async (_what, fault, code, said) => {
    await simulator.addFaults(fault);
    expect(await sync.run(companyId)).toMatchObject({ state: 'failed', failure: { code, said }, counts: { employees: { added: 0 } } });
    expect(await sync.mongo.collection('people').countDocuments({ companyId })).toBe(0);
    await eventually(() => expect(operationsOf('sync-run')).toMatchObject([{ result: 2, details: { state: 'failed', code } }]));
    await fetch(`${simulator.url}/simulator/faults`, { method: 'DELETE' });
    expect(await sync.run(companyId)).toMatchObject({ state: 'succeeded', counts: { employees: { added: 200 } } });
  });

  test('when it is too busy for a moment only, then the run waits and succeeds', async () => {
    await simulator.addFaults({ kind: 'busy', calls: 2 });
    expect(await sync.run(companyId)).toMatchObject({ state: 'succeeded' });
  });
});

describe('logs', () => {
  test('when runs succeed and fail, then no token, name or mail address is in the log', async () => {
    await sync.run(companyId);
    await simulator.addFaults({ kind: 'error-flat', code: 1, message: '佐藤 花子 は登録できません' });
    await sync.run(companyId);
    expect(sync.lines.text).toContain('sync run failed');
    expect(sync.lines.text).not.toContain(simulator.token);
    expect(sync.lines.text).not.toMatch(/佐藤|example\.jp/);
  });
});
