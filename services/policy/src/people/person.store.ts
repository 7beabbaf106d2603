import type { Person } from './person.ts';

/** A person as sync says. */
export interface EmployeeState {
  readonly userId: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly divisionCode: string | null;
}

/** A user as identity says. */
export interface UserState {
  readonly userId: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly enabled: boolean;
  readonly otpRegistered: boolean;
  readonly locked: boolean;
}

/** People of one company as policy learned of them from topics; only a higher version replaces what is stored. */
export interface PersonStore {
  find(companyId: string, userIds: readonly string[]): Promise<Map<string, Person>>;
  applyEmployee(companyId: string, state: EmployeeState): Promise<void>;
  applyUser(companyId: string, state: UserState): Promise<void>;
  /** The owner forgot its part of the person. */
  forget(companyId: string, userId: string, part: 'employee' | 'user'): Promise<void>;
}
