import type { Party } from './party.ts';

/**
 * Names of one company's people and PCs as they are today. They stay when the person is gone: evidence
 * of the past must still say who it was.
 */
export interface PartyStore {
  /** Names by `partyKey`; unknown parties are left out. */
  names(companyId: string, parties: readonly Pick<Party, 'kind' | 'id'>[]): Promise<Map<string, string>>;
  /** Ids of parties whose folded name holds the folded text. */
  idsNamed(companyId: string, foldedPart: string): Promise<string[]>;
  /** Ids of the users of these divisions. */
  usersOf(companyId: string, divisionCodes: readonly string[]): Promise<string[]>;
  /** Keeps the party unless a record of the same or a higher version is there. */
  apply(companyId: string, party: Party, version: number): Promise<void>;
}
