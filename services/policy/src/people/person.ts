/** What policy must know of a person: whether he is there, where he belongs, and the state of his one-time password. */
export interface Person {
  readonly userId: string;
  /** Whether the attendance system has the person. */
  readonly employed: boolean;
  /** Whether the person was there and is not any more, by the attendance system or by Genkan. */
  readonly left: boolean;
  /** Division in force; null: unknown. */
  readonly divisionCode: string | null;
  readonly otpRegistered: boolean;
  readonly locked: boolean;
}

/** Whether an administrator limited to `divisions` (null: not limited) may act on the person. */
export function isWithin(divisions: readonly string[] | null, person: Person): boolean {
  return divisions === null || (person.divisionCode !== null && divisions.includes(person.divisionCode));
}
