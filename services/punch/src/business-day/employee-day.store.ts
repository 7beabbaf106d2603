import type { OutgoingMessage } from '@genkan/kafka-kit';
import type { DayOwner } from './day-owner.ts';
import type { EmployeeDay } from './employee-day.ts';

/** A stored day and how many more messages it can hold until the relay has sent some. */
export interface StoredDay {
  readonly day: EmployeeDay;
  readonly room: number;
}

/** A message that announces a change of the day; unsent ones of the same punch collapse to the newest. */
export interface Announcement {
  readonly id: string;
  readonly punchId: string;
  /** When it was decided, in milliseconds since the epoch. */
  readonly decidedAt: number;
  readonly message: OutgoingMessage;
}

/** Which days of a company to decide again; without `userId` those of everybody. */
export interface DaysToRevisit {
  readonly userId?: string | undefined;
  /** Days that wait for a record, or days that ended after a moment (milliseconds since the epoch). */
  readonly which: 'awaiting' | { readonly endedAfter: number };
}

/** Employee-days of one company at a time; behaviour: `employee-day.store.contract.ts`. */
export interface EmployeeDayStore {
  load(owner: DayOwner, days: readonly string[]): Promise<readonly StoredDay[]>;
  /** Days of a period, both ends included, in order. */
  list(owner: DayOwner, from: string, to: string): Promise<readonly EmployeeDay[]>;
  /**
   * Stores the day with its announcements in one write if it is still at the `rev` it was loaded with
   * (0: if it is not there yet); `moved` = somebody else was first, nothing is stored.
   */
  save(day: EmployeeDay, announcements: readonly Announcement[]): Promise<'saved' | 'moved'>;
  /** Makes the days due at once, so that the scanner decides them again. */
  revisit(companyId: string, days: DaysToRevisit, at: Date): Promise<void>;
}
