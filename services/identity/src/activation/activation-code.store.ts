import type { Operation } from '../operations/operation.ts';

/** Where a code was used: the same place may use it again while it is valid, because its answer may have been lost. */
export interface CodeUse {
  readonly deviceId: string;
  readonly windowsSid: string;
}

export interface ActivationCodeStore {
  /** A user has one code at a time: a new one ends the one before. */
  issue(companyId: string, userId: string, hash: string, expiresAt: Date, operation: Operation): Promise<void>;
  /** Whose code it is, without taking it; undefined: whoever took it would not get it. */
  ownerOf(companyId: string, hash: string, by: CodeUse, at: Date): Promise<string | undefined>;
  /** Takes the code, atomically; undefined: unknown, expired, or used at another place. */
  use(companyId: string, hash: string, by: CodeUse, at: Date): Promise<{ userId: string } | undefined>;
  /** Ends the code that was used there, of this user or of anybody: an ended tie does not come back by it. */
  voidUsed(companyId: string, by: CodeUse, userId?: string): Promise<void>;
}
