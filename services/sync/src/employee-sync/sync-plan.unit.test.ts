import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Upstream, UpstreamAdministrator, UpstreamEmployee } from '../attendance-directory/attendance-directory.port.ts';
import { anEmployee, anUpstream, applyInMemory, emptyDirectory, knownFrom } from '../testing/builders.ts';
import { epoch } from './entity.ts';
import { isSuspicious, planSync, removalsOf, type SyncPlan } from './sync-plan.ts';

const at = new Date('2026-11-24T03:00:00Z');
const today = '2026-11-24';
const ids = (): (() => string) => {
  let n = 0;
  return () => `user-${(n += 1)}`;
};
const plan = (known: Parameters<typeof planSync>[0], upstream: Upstream): SyncPlan => planSync(known, upstream, { at, today, newId: ids() });
const changesOf = ({ employees }: SyncPlan): string[] => employees.changes.map(({ kind, key }) => `${kind} ${key}`);
const notesOf = ({ employees }: SyncPlan): string[] => employees.notes.map(({ kind, key, reason }) => `${kind} ${key} ${reason}`);

describe('first sight', () => {
  test('when people come for the first time, then each gets a user id and a history from the epoch', () => {
    const { employees } = plan(emptyDirectory, anUpstream([anEmployee('a'), anEmployee('b')]));
    expect(employees.changes).toMatchObject([
      { kind: 'add', key: 'a', value: { userId: 'user-1', divisions: [{ effectiveFrom: epoch, value: '1000' }] } },
      { kind: 'add', key: 'b', value: { userId: 'user-2' } },
    ]);
  });

  test.each<[string, Partial<UpstreamEmployee>, string[], string[]]>([
    ['is hired tomorrow', { hiredDate: '2026-11-25' }, [], ['skip a before-hire']],
    ['is hired today', { hiredDate: '2026-11-24' }, ['add a'], []],
    ['has no known hire date', { hiredDate: '' }, ['add a'], []],
    ['left yesterday', { resignationDate: '2026-11-23' }, [], ['skip a resigned']],
    ['leaves today', { resignationDate: '2026-11-24' }, ['add a'], []],
    ['is in an unknown division', { divisionCode: '9999' }, [], ['error a division-unknown']],
  ])('when a person %s, then they are added or not as the rules say', (_what, fields, changes, notes) => {
    const result = plan(emptyDirectory, anUpstream([anEmployee('a', fields)]));
    expect(changesOf(result)).toEqual(changes);
    expect(notesOf(result)).toEqual(notes);
  });
});

describe('changes', () => {
  const known = knownFrom(anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' })]));

  test('when nothing changed, then nothing is planned', () => {
    const result = plan(known, anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' })]));
    expect([result.employees.changes, result.divisions.changes, result.administrators.changes]).toEqual([[], [], []]);
    expect([result.employees.unchanged, result.divisions.unchanged]).toEqual([2, 2]);
  });

  test('when two people swap their codes, then both are updated and keep their user ids', () => {
    const { employees } = plan(known, anUpstream([anEmployee('a', { employeeCode: '002' }), anEmployee('b', { employeeCode: '001' })]));
    expect(employees.changes).toMatchObject([
      { kind: 'update', key: 'a', rev: 1, fields: ['employeeCode'], value: { employeeCode: '002', userId: 'user of a' } },
      { kind: 'update', key: 'b', rev: 1, fields: ['employeeCode'], value: { employeeCode: '001', userId: 'user of b' } },
    ]);
    expect(employees.notes).toEqual([]);
  });

  test('when a new person takes the code of one who left, then both happen in the same run', () => {
    expect(changesOf(plan(known, anUpstream([anEmployee('b', { employeeCode: '002' }), anEmployee('c', { employeeCode: '001' })])))).toEqual(['add c', 'delete a']);
  });

  test('when two keys claim one code, then the newcomer is refused and both names are shown', () => {
    const result = plan(known, anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' }), anEmployee('c', { employeeCode: '001', lastName: '新' })]));
    expect(changesOf(result)).toEqual([]);
    expect(result.employees.notes).toMatchObject([{ key: 'c', reason: 'duplicate-code', name: '新 花子', conflictsWith: ['佐藤 花子'] }]);
  });

  test('when a newcomer claims the code of a person who changes otherwise, then only the newcomer is refused', () => {
    const result = plan(known, anUpstream([anEmployee('a', { employeeCode: '001', lastName: '改' }), anEmployee('b', { employeeCode: '002' }), anEmployee('c', { employeeCode: '001' })]));
    expect(changesOf(result)).toEqual(['update a']);
    expect(notesOf(result)).toEqual(['error c duplicate-code']);
  });

  test('when two newcomers claim one code, then both are refused', () => {
    const result = plan(known, anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' }), anEmployee('c', { employeeCode: '3' }), anEmployee('d', { employeeCode: '3' })]));
    expect(notesOf(result)).toEqual(['error c duplicate-code', 'error d duplicate-code']);
  });

  test('when a refused person keeps a code that a third would take, then the third is refused too', () => {
    const three = knownFrom(anUpstream([anEmployee('a', { employeeCode: '1' }), anEmployee('b', { employeeCode: '2' }), anEmployee('c', { employeeCode: '3' })]));
    const result = plan(three, anUpstream([anEmployee('a', { employeeCode: '2' }), anEmployee('b', { employeeCode: '3' }), anEmployee('c', { employeeCode: '3' })]));
    expect(changesOf(result)).toEqual([]);
    expect(notesOf(result)).toEqual(['error b duplicate-code', 'error a duplicate-code']);
  });

  test('when a person moves to another division, then the history says from when', () => {
    const { employees } = plan(known, anUpstream([anEmployee('a', { employeeCode: '001', divisionCode: '3000' }), anEmployee('b', { employeeCode: '002' })]));
    expect(employees.changes).toMatchObject([{ fields: ['divisions'], value: { divisions: [{ effectiveFrom: epoch, value: '1000' }, { effectiveFrom: at, value: '3000' }] } }]);
  });

  test('when a day border changes, then the history says from when', () => {
    const upstream = anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' })]);
    const moved = { ...upstream, divisions: upstream.divisions.map((one) => ({ ...one, dayBorder: '04:00' })) };
    expect(plan(known, moved).divisions.changes).toMatchObject([{ kind: 'update', key: '1000', fields: ['dayBorders'], value: { dayBorders: [{ value: '00:00' }, { effectiveFrom: at, value: '04:00' }] } }, { key: '3000' }]);
  });

  test('when one key comes twice, then that person is left as they are', () => {
    const result = plan(known, anUpstream([anEmployee('a', { employeeCode: '777' }), anEmployee('a', { employeeCode: '778' }), anEmployee('b', { employeeCode: '002' })]));
    expect(changesOf(result)).toEqual([]);
    expect(notesOf(result)).toEqual(['error a duplicate-key']);
  });

  test('when a person who is known is set to be hired later, then they stay', () => {
    expect(changesOf(plan(known, anUpstream([anEmployee('a', { employeeCode: '001', hiredDate: '2027-01-01' }), anEmployee('b', { employeeCode: '002' })])))).toEqual(['update a']);
  });

  test('when a division is gone but people are in it, then it stays and is reported', () => {
    const upstream = anUpstream([anEmployee('a', { employeeCode: '001' }), anEmployee('b', { employeeCode: '002' })]);
    const result = plan(known, { ...upstream, divisions: upstream.divisions.filter(({ divisionCode }) => divisionCode !== '1000') });
    expect(result.divisions.changes).toEqual([]);
    expect(result.divisions.notes).toMatchObject([{ key: '1000', reason: 'still-referenced' }]);
  });
});

describe('removal', () => {
  const crowd = (count: number): UpstreamEmployee[] => Array.from({ length: count }, (_, n) => anEmployee(`k${n}`));

  test('when a person is gone or has left, then they are removed with the reason', () => {
    const known = knownFrom(anUpstream(crowd(100)));
    const upstream = anUpstream(crowd(99).map((one, n) => (n === 0 ? { ...one, resignationDate: '2026-11-01' } : one)));
    expect(plan(known, upstream).employees.changes).toMatchObject([{ kind: 'delete', key: 'k0', reason: 'resigned' }, { kind: 'delete', key: 'k99', reason: 'not-in-attendance' }]);
  });

  test('when a removed person comes back, then it is the same user', () => {
    const known = applyInMemory(knownFrom(anUpstream(crowd(100))), plan(knownFrom(anUpstream(crowd(100))), anUpstream(crowd(99))), at);
    expect(plan(known, anUpstream(crowd(100))).employees.changes).toMatchObject([{ kind: 'add', key: 'k99', restores: 2, value: { userId: 'user of k99' } }]);
  });

  test.each([
    [200, 10, false],
    [200, 11, true],
    [100, 5, false],
    [100, 6, true],
    [20, 5, false],
    [20, 6, true],
    [3, 2, false],
    [3, 3, true],
    [1, 1, true],
    [0, 0, false],
  ])('when %i people are known and %i would be removed, then suspicious is %s', (known, removed, suspicious) => {
    const directory = knownFrom(anUpstream(crowd(known)));
    const result = plan(directory, anUpstream(crowd(known - removed)));
    expect(isSuspicious(directory, result)).toBe(suspicious);
    expect(removalsOf(result)).toHaveLength(removed);
  });

  test('when no administrator comes any more, then it is suspicious, however few they were', () => {
    const administrators: UpstreamAdministrator[] = [{ administratorKey: 'x', code: 'admin', name: '全権管理者', emailAddresses: [] }];
    const directory = knownFrom({ ...anUpstream(crowd(10)), administrators });
    expect(isSuspicious(directory, plan(directory, anUpstream(crowd(10))))).toBe(true);
  });
});

describe('always', () => {
  const employee = fc.record({
    key: fc.integer({ min: 0, max: 8 }).map((n) => `k${n}`),
    employeeCode: fc.integer({ min: 0, max: 8 }).map(String),
    divisionCode: fc.constantFrom('1000', '3000', '9999'),
    hiredDate: fc.constantFrom('', '2020-01-01', '2027-01-01'),
    resignationDate: fc.constantFrom('', '2026-01-01', '2027-01-01'),
  });
  const answers = fc.array(fc.array(employee, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

  test('when any answers come one after another, then a repeated run changes nothing, codes stay unique and user ids stay', () => {
    fc.assert(
      fc.property(answers, (all) => {
        const newId = ids();
        let known = emptyDirectory;
        const userIds = new Map<string, string>();
        for (const people of all) {
          const upstream = anUpstream(people.map(({ key, ...fields }) => anEmployee(key, fields)));
          known = applyInMemory(known, planSync(known, upstream, { at, today, newId }), at);
          const again = planSync(known, upstream, { at, today, newId });
          expect([again.employees.changes, again.divisions.changes]).toEqual([[], []]);
          const present = known.employees.filter(({ removedAt }) => removedAt === undefined);
          expect(new Set(present.map(({ value }) => value.employeeCode)).size).toBe(present.length);
          for (const { key, value } of known.employees) {
            expect(userIds.get(key) ?? value.userId).toBe(value.userId);
            userIds.set(key, value.userId);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
