import type { Upstream, UpstreamDivision, UpstreamEmployee } from '../attendance-directory/attendance-directory.port.ts';
import type { Known } from '../employee-sync/entity.ts';
import type { Comparison } from '../employee-sync/comparison.ts';
import { planSync, type KnownDirectory, type SyncPlan } from '../employee-sync/sync-plan.ts';

export const emptyDirectory: KnownDirectory = { employees: [], divisions: [], administrators: [] };

const divisions: UpstreamDivision[] = [
  { divisionCode: '1000', name: '本社', dayBorder: '00:00' },
  { divisionCode: '3000', name: '夜間センター', dayBorder: '05:00' },
];

/** An employee with a code of their own and everything else alike. */
export const anEmployee = (employeeKey: string, fields: Partial<UpstreamEmployee> = {}): UpstreamEmployee => ({
  employeeKey,
  employeeCode: `code of ${employeeKey}`,
  lastName: '佐藤',
  firstName: '花子',
  emailAddresses: [`${employeeKey}@example.jp`],
  divisionCode: '1000',
  workingTypeCode: '1',
  hiredDate: '2020-04-01',
  resignationDate: '',
  ...fields,
});

export const anUpstream = (employees: UpstreamEmployee[]): Upstream => ({ employees, divisions, administrators: [] });

function applyTo<Value>(known: readonly Known<Value>[], { changes }: Comparison<Value>, at: Date): Known<Value>[] {
  const byKey = new Map(known.map((entry) => [entry.key, entry]));
  for (const { kind, key, value } of changes) {
    byKey.set(key, { key, rev: (byKey.get(key)?.rev ?? 0) + 1, value, ...(kind === 'delete' ? { removedAt: at } : {}) });
  }
  return [...byKey.values()];
}

/** The directory after a run that applied the plan. */
export const applyInMemory = (known: KnownDirectory, plan: SyncPlan, at: Date): KnownDirectory => ({
  employees: applyTo(known.employees, plan.employees, at),
  divisions: applyTo(known.divisions, plan.divisions, at),
  administrators: applyTo(known.administrators, plan.administrators, at),
});

/** The directory after a first run with this answer; the user id of key k is "user of k". */
export function knownFrom(upstream: Upstream): KnownDirectory {
  const at = new Date('2026-01-01T00:00:00Z');
  const plan = planSync(emptyDirectory, upstream, { at, today: '2026-01-01', newId: () => '' });
  const directory = applyInMemory(emptyDirectory, plan, at);
  return { ...directory, employees: directory.employees.map((entry) => ({ ...entry, value: { ...entry.value, userId: `user of ${entry.key}` } })) };
}
