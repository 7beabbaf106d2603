/** A person as the attendance system has them, reduced to what identity shows and decides by. */
export interface Person {
  readonly employeeCode: string;
  /** Family name and given name. */
  readonly displayName: string;
  readonly email: string | null;
  /** Division in force; null: unknown. */
  readonly divisionCode: string | null;
  /** Whether the attendance system no longer has the person: then nobody logs on as them. */
  readonly gone: boolean;
}

/** Folds what people type and what is stored to one form, because the database compares letter by letter. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '');
