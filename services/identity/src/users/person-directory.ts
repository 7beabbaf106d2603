/** A person as the other features of identity need them. */
export interface PersonEntry {
  readonly userId: string;
  readonly displayName: string;
  readonly employeeCode: string;
  /** Division in force; null: unknown. */
  readonly divisionCode: string | null;
  /** False once the attendance system no longer has the person. */
  readonly enabled: boolean;
}

/** Looks people of one company up. */
export interface PersonDirectory {
  find(companyId: string, userId: string): Promise<PersonEntry | undefined>;
  /** By user id; unknown people are left out. */
  findMany(companyId: string, userIds: readonly string[]): Promise<Map<string, PersonEntry>>;
}
