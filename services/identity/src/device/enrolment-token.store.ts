import type { Operation } from '../operations/operation.ts';
import type { EnrolmentToken } from './enrolment-token.ts';

export interface EnrolmentTokenStore {
  insert(companyId: string, token: EnrolmentToken, hash: string, operation: Operation): Promise<void>;
  /** The company and token of the text, whether or not a use is left; undefined: unknown or expired. */
  find(hash: string, at: Date): Promise<{ companyId: string; tokenId: string } | undefined>;
  /**
   * Takes one use for the PC with this key, atomically and once however often it is asked; false: none is left, or
   * it expired.
   */
  takeUse(hash: string, thumbprint: string, at: Date): Promise<boolean>;
}
