import { createHash, timingSafeEqual } from 'node:crypto';

/** A token is known by its SHA-256 only; it is random, so a plain hash tells nothing of it. */
export interface OperatorToken {
  operator: string;
  sha256: Uint8Array;
}

/** Name of the operator whose token it is. Every known token is compared, so that time tells nothing. */
export function operatorOfToken(tokens: readonly OperatorToken[], token: string): string | undefined {
  const digest = createHash('sha256').update(token).digest();
  return tokens.filter(({ sha256 }) => timingSafeEqual(sha256, digest)).at(0)?.operator;
}
