import type { RecordStore } from '../people/record.store.ts';
import { neighbourOf } from './business-calendar.ts';
import { observationsWithin } from './employee-day.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { EmployeeDayStore } from './employee-day.store.ts';
import type { Observation } from './observation.ts';
import { reviewReasons } from './review.ts';
import type { ReviewReason } from './review.ts';

export interface ReadEmployeeDaysParts {
  readonly days: Pick<EmployeeDayStore, 'list'>;
  readonly records: Pick<RecordStore, 'find'>;
  readonly clock: () => Date;
}

export interface AskedDays {
  readonly companyId: string;
  readonly userId: string;
  /** First and last business day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  /** Divisions that the asker may see; null = all. */
  readonly divisions: readonly string[] | null;
}

export interface ReadDay {
  readonly day: EmployeeDay;
  readonly closed: boolean;
  readonly reasons: readonly ReviewReason[];
  /** The events that decided its punches, in order of time; carried ones lie in the day after. */
  readonly evidence: readonly Observation[];
}

export interface FoundDays {
  readonly outcome: 'found';
  readonly person: { readonly employeeCode: string; readonly name: string };
  readonly days: readonly ReadDay[];
}

export type EmployeeDays = FoundDays | { readonly outcome: 'no-such-user' };

export type ReadEmployeeDays = (asked: AskedDays) => Promise<EmployeeDays>;

/** Days of a person with what decided them. Somebody of another division is as unknown as nobody. */
export function readEmployeeDays({ days, records, clock }: ReadEmployeeDaysParts): ReadEmployeeDays {
  return async ({ companyId, userId, from, to, divisions }) => {
    const employee = await records.find({ kind: 'employee', companyId, id: userId });
    if (employee === undefined) return { outcome: 'no-such-user' };
    const { employeeCode, name, divisions: lived } = employee.state;
    if (divisions !== null && !divisions.includes(lived.at(-1)?.value ?? '')) return { outcome: 'no-such-user' };

    const stored = await days.list({ companyId, userId }, from, neighbourOf(to, 1));
    const observed = new Map(stored.flatMap(({ observations }) => observations.map((one) => [one.id, one] as const)));
    const now = clock().getTime();
    const read = stored
      .filter((day) => day.day <= to && !isEmpty(day))
      .map((day): ReadDay => ({
        day,
        closed: now >= day.closesAt,
        reasons: reviewReasons({ ...day, observations: observationsWithin(day) }, now),
        evidence: evidenceIds(day).flatMap((id) => observed.get(id) ?? []),
      }));
    return { outcome: 'found', person: { employeeCode, name }, days: read };
  };
}

/** Whether all that was once found in the day belongs to another, and nothing was ever told of it. */
const isEmpty = (day: EmployeeDay): boolean => observationsWithin(day).length === 0 && day.announced.length === 0;

const evidenceIds = ({ punches, announced }: EmployeeDay): readonly string[] => [
  ...new Set([...punches, ...announced].flatMap(({ evidence }) => evidence)),
];
