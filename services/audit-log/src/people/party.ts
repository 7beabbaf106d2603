/** Somebody or something that entries name by id: an employee, an administrator, a PC. */
export type PartyKind = 'user' | 'administrator' | 'device';

export interface Party {
  readonly kind: PartyKind;
  readonly id: string;
  readonly name: string;
  /** Division in force of a user; null: unknown, or not a user. */
  readonly divisionCode: string | null;
}

/** One key per party of a company. */
export function partyKey({ kind, id }: Pick<Party, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}

/** 姓 名, as Japanese names are written; either may be missing. */
export function fullName(lastName: string, firstName: string): string {
  return [lastName, firstName].filter((part) => part !== '').join(' ');
}
