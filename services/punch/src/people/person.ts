import type { DayRules } from '../business-day/business-calendar.ts';
import type { History } from '../business-day/history.ts';
import type { DayOwner } from '../business-day/day-owner.ts';

/**
 * A person as punch knows them. One whose record, or a record it names, has not arrived yet has rules
 * too, so that nothing observed is lost, but nothing is announced by them.
 */
export type Person =
  | { readonly known: true; readonly employeeKey: string; readonly employeeCode: string; readonly rules: History<DayRules> }
  | { readonly known: false; readonly rules: History<DayRules> };

export interface PersonReader {
  /** The person as of now; a change that is stored is seen by every later call. */
  read(owner: DayOwner): Promise<Person>;
}
