import type { Upstream, UpstreamEmployee } from '../attendance-directory/attendance-directory.port.ts';
import { byUniqueKey, changedFields } from './duplicates.ts';
import { divisionOf, firstPeriod, personName, withPeriod, type Known, type Person } from './entity.ts';
import type { Change, Comparison, Note, PlanOptions } from './comparison.ts';

/** Fields whose change is worth telling; the user id never changes and the key cannot. */
const comparedFields = ['employeeCode', 'lastName', 'firstName', 'emailAddresses', 'workingTypeCode', 'hiredDate', 'resignationDate', 'divisions'] as const;

export function compareEmployees(
  known: readonly Known<Person>[],
  upstream: Pick<Upstream, 'employees' | 'divisions'>,
  { at, today, newId }: PlanOptions,
): Comparison<Person> {
  const { unique, repeated } = byUniqueKey(upstream.employees, ({ employeeKey }) => employeeKey);
  const divisionCodes = new Set(upstream.divisions.map(({ divisionCode }) => divisionCode));
  const knownByKey = new Map(known.map((entry) => [entry.key, entry]));
  const wanted: Change<Person>[] = [];
  const notes: Note[] = [...repeated.values()].map((employee) => noteOf(employee, 'error', 'duplicate-key'));
  /** People whom this run leaves as they are, with the code they keep. */
  const staying: { code: string; name: string }[] = [];
  let unchanged = 0;

  for (const employee of unique.values()) {
    const before = knownByKey.get(employee.employeeKey);
    const present = before !== undefined && before.removedAt === undefined;
    const resigned = employee.resignationDate !== '' && employee.resignationDate < today;
    if (resigned) {
      if (present) wanted.push({ kind: 'delete', key: before.key, rev: before.rev, value: before.value, reason: 'resigned' });
      else if (before === undefined) notes.push(noteOf(employee, 'skip', 'resigned'));
      continue;
    }
    // A hire date that moves into the future later does not take the person out again.
    if (!present && employee.hiredDate > today) {
      notes.push(noteOf(employee, 'skip', 'before-hire'));
      continue;
    }
    if (!divisionCodes.has(employee.divisionCode)) {
      notes.push(noteOf(employee, 'error', 'division-unknown'));
      if (present) staying.push(holderOf(before.value));
      continue;
    }
    if (before === undefined) {
      wanted.push({ kind: 'add', key: employee.employeeKey, value: { ...fieldsOf(employee), userId: newId(), divisions: firstPeriod(employee.divisionCode) } });
      continue;
    }
    const value: Person = { ...fieldsOf(employee), userId: before.value.userId, divisions: withPeriod(before.value.divisions, employee.divisionCode, at) };
    const fields = changedFields(before.value, value, comparedFields);
    if (!present) wanted.push({ kind: 'add', key: before.key, value, restores: before.rev });
    else if (fields.length > 0) wanted.push({ kind: 'update', key: before.key, rev: before.rev, value, fields });
    else {
      staying.push(holderOf(before.value));
      unchanged += 1;
    }
  }
  for (const { key, rev, value, removedAt } of known) {
    if (removedAt !== undefined || unique.has(key)) continue;
    if (repeated.has(key)) staying.push(holderOf(value));
    else wanted.push({ kind: 'delete', key, rev, value, reason: 'not-in-attendance' });
  }
  const { allowed, refused } = refuseSharedCodes(wanted, staying, knownByKey);
  return { changes: allowed, notes: [...notes, ...refused], unchanged };
}

/**
 * Two people cannot have one code after the run. Whoever would take a code that another keeps or takes too is left
 * as they are; they then keep their old code, which may refuse a third, so it is repeated until nobody is added.
 */
function refuseSharedCodes(
  wanted: readonly Change<Person>[],
  staying: readonly { code: string; name: string }[],
  knownByKey: ReadonlyMap<string, Known<Person>>,
): { allowed: Change<Person>[]; refused: Note[] } {
  const holders = [...staying];
  const refused: Note[] = [];
  let allowed = [...wanted];
  for (;;) {
    const claims = Map.groupBy(
      [...holders, ...allowed.filter(({ kind }) => kind !== 'delete').map(({ value }) => holderOf(value))],
      ({ code }) => code,
    );
    const clashing = allowed.filter((change) => takesCode(change, knownByKey) && (claims.get(change.value.employeeCode)?.length ?? 0) > 1);
    if (clashing.length === 0) return { allowed, refused };
    for (const { key, value } of clashing) {
      const name = personName(value);
      const others = (claims.get(value.employeeCode) ?? []).map((claim) => claim.name);
      others.splice(others.indexOf(name), 1);
      refused.push({ entity: 'employee', kind: 'error', key, code: value.employeeCode, name, reason: 'duplicate-code', divisionCode: divisionOf(value), conflictsWith: others });
      const before = knownByKey.get(key);
      if (before !== undefined && before.removedAt === undefined) holders.push(holderOf(before.value));
    }
    allowed = allowed.filter((change) => !clashing.includes(change));
  }
}

/** Whether the change gives the person a code they do not hold yet; whoever holds one keeps it. */
const takesCode = ({ kind, key, value }: Change<Person>, knownByKey: ReadonlyMap<string, Known<Person>>): boolean => {
  const before = knownByKey.get(key);
  const held = before === undefined || before.removedAt !== undefined ? undefined : before.value.employeeCode;
  return kind !== 'delete' && held !== value.employeeCode;
};

const fieldsOf = ({ divisionCode: _division, ...fields }: UpstreamEmployee): Omit<Person, 'userId' | 'divisions'> => fields;

const holderOf = (person: Person): { code: string; name: string } => ({ code: person.employeeCode, name: personName(person) });

const noteOf = (employee: UpstreamEmployee, kind: Note['kind'], reason: Note['reason']): Note => ({
  entity: 'employee', kind, key: employee.employeeKey, code: employee.employeeCode, name: personName(employee), reason, divisionCode: employee.divisionCode,
});
