import { createHmac, timingSafeEqual } from 'node:crypto';
import { normalCode } from '@genkan/logon-policy';

/**
 * By what the PC recognises its break-glass code (緊急解除コード) without a server. The code has 100 random bits, so a fast
 * hash keeps it as well as a slow one would.
 */
export interface BreakGlassVerifier {
  readonly codeId: string;
  /** Base64. */
  readonly salt: string;
  /** HMAC-SHA-256 of the code in its normal form under the salt; base64. */
  readonly digest: string;
}

export function isCodeOf({ salt, digest }: BreakGlassVerifier, typed: string): boolean {
  const expected = Buffer.from(digest, 'base64');
  const found = createHmac('sha256', Buffer.from(salt, 'base64')).update(normalCode(typed)).digest();
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Wrong codes in a row before a person has to wait. */
const freeTries = 5;
const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;

/** How long after the last of so many wrong codes the next is looked at, in milliseconds. */
export const waitAfter = (failures: number): number => (failures < freeTries ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - freeTries, 20)));
