/** One entry of a history; the last one is in force. The first has the epoch. */
export interface Period<Value> {
  readonly effectiveFrom: Date;
  readonly value: Value;
}

export const epoch = new Date(0);

export const firstPeriod = <Value>(value: Value): Period<Value>[] => [{ effectiveFrom: epoch, value }];

/** The history with `value` in force from `at`; the same history when it is in force already. */
export function withPeriod<Value>(history: readonly Period<Value>[], value: Value, at: Date): readonly Period<Value>[] {
  return history.at(-1)?.value === value ? history : [...history, { effectiveFrom: at, value }];
}

/** A person of the attendance system as Genkan knows them. */
export interface Person {
  /** ULID, minted at first sight of the key; every other service knows the person by it. */
  readonly userId: string;
  readonly employeeKey: string;
  readonly employeeCode: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly emailAddresses: readonly string[];
  readonly workingTypeCode: string;
  /** YYYY-MM-DD; empty: unknown or none. */
  readonly hiredDate: string;
  readonly resignationDate: string;
  readonly divisions: readonly Period<string>[];
}

export interface Division {
  readonly divisionCode: string;
  readonly name: string;
  /** Day borders "HH:MM". */
  readonly dayBorders: readonly Period<string>[];
}

export interface Administrator {
  readonly administratorKey: string;
  readonly code: string;
  readonly name: string;
  readonly emailAddresses: readonly string[];
}

export interface Entities {
  readonly employee: Person;
  readonly division: Division;
  readonly administrator: Administrator;
}

export type EntityKind = keyof Entities;

/** What sync remembers of one entity. */
export interface Known<Value> {
  readonly key: string;
  /** Version of the stored state; grows with every change. */
  readonly rev: number;
  readonly value: Value;
  /** When the attendance system no longer had it; absent while it has. */
  readonly removedAt?: Date;
}

/** Days after a removal in which a person who comes back is the same user as before. */
export const graceDays = 30;

export const graceEnd = (removedAt: Date): Date => new Date(removedAt.getTime() + graceDays * 86_400_000);

export const personName = ({ lastName, firstName }: { lastName: string; firstName: string }): string => `${lastName} ${firstName}`.trim();

export const divisionOf = (person: Person): string => person.divisions.at(-1)?.value ?? '';
