import type { Operation } from '../operations/operation.ts';
import type { OtpCredential } from './otp-credential.ts';

export interface StoredCredential {
  readonly companyId: string;
  readonly userId: string;
  readonly employeeCode: string;
  readonly displayName: string;
  readonly divisionCode: string | null;
  /** Whether the attendance system still has the person. */
  readonly enabled: boolean;
  readonly credential: OtpCredential;
  readonly rev: number;
}

/** One-time passwords of the users of one company. */
export interface OtpCredentialStore {
  find(companyId: string, userId: string): Promise<StoredCredential | undefined>;
  /** Saves an offer or a counted try: nobody else learns of it. */
  saveOffer(before: StoredCredential, credential: OtpCredential): Promise<'updated' | 'moved'>;
  /**
   * Saves a credential that decides differently from now on, with its operation and the state for others;
   * Redis is told afterwards, for as long as it takes.
   */
  saveChange(before: StoredCredential, credential: OtpCredential, operation: Operation): Promise<'updated' | 'moved'>;
}
