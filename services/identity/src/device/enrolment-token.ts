import { createHash, randomBytes } from 'node:crypto';

/** A token with which PCs of one company enrol; only its hash is kept. */
export interface EnrolmentToken {
  readonly tokenId: string;
  readonly label: string;
  /** How many PCs may enrol with it. */
  readonly uses: number;
  readonly expiresAt: Date;
  readonly createdBy: string;
}

/** 256 random bits: it cannot be guessed, so its hash needs no salt. */
export const newEnrolmentTokenText = (): string => `gke_${randomBytes(32).toString('base64url')}`;

export const hashOfToken = (text: string): string => createHash('sha256').update(text).digest('base64url');
