import type { Person } from './user.ts';

export interface UserQuery {
  /** Divisions to stay within; null: all. */
  divisions: readonly string[] | null;
  /** Part of code, name or mail. */
  search: string | undefined;
  /** Employee code and user id of the last entry of the page before. */
  after: readonly [employeeCode: string, userId: string] | undefined;
  limit: number;
}

export interface ListedUser {
  userId: string;
  employeeCode: string;
  displayName: string;
  email: string | null;
  divisionCode: string | null;
  divisionName: string | null;
  registered: boolean;
  locked: boolean;
  enabled: boolean;
}

/** Users of one company as people. */
export interface UserStore {
  /** From sync; only a higher version changes anything. Whoever is gone is disabled in the same write. */
  applyPerson(companyId: string, userId: string, person: Person, version: number): Promise<void>;
  /** The person will not come back: what is personal is removed, the key is forgotten by the topic. */
  erasePerson(companyId: string, userId: string): Promise<void>;
  applyDivision(companyId: string, divisionCode: string, name: string, version: number): Promise<void>;
  /** By employee code. */
  list(companyId: string, query: UserQuery): Promise<ListedUser[]>;
}
