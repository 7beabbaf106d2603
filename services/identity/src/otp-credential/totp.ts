import { hash } from 'node:crypto';

/** Length of a time step in ms (RFC 6238 X = 30 s, T0 = 0). */
export const stepMs = 30_000;
export const codeDigits = 6;
/** 160 bits, as RFC 4226 R6 recommends; 32 Base32 characters. */
export const seedBytes = 20;
/** How far the clocks of two instances, or of an instance and Redis, may differ. */
export const clockToleranceMs = 2_000;

export const stepAt = (at: Date | number): number => Math.floor(Number(at) / stepMs);

/** The 6-digit code of a time step (RFC 4226 5.3 with the step as counter). */
export function codeOfStep(seed: Uint8Array, step: number): string {
  loadKey(seed);
  return String(truncatedHmac(step)).padStart(codeDigits, '0');
}

/**
 * The latest of `steps` whose code is `code`; undefined: none. Every step is computed whatever matches, so
 * the time taken says nothing about the code.
 */
export function matchStep(seed: Uint8Array, code: string, steps: readonly number[]): number | undefined {
  const typed = Number(code);
  loadKey(seed);
  let matched = -1;
  for (const step of steps) {
    if (truncatedHmac(step) === typed && step > matched) matched = step;
  }
  return matched < 0 ? undefined : matched;
}

/**
 * The steps whose codes a check accepts: the current one and the one before it (RFC 6238 5.2 allows one step
 * of delay); the next one only for a device whose clock was seen to be ahead when it was registered, so that
 * everybody else is guessed at with two codes and not three.
 */
export const checkWindow = (at: Date | number, ahead: boolean): readonly number[] =>
  ahead ? [stepAt(at), stepAt(at) - 1, stepAt(at) + 1] : [stepAt(at), stepAt(at) - 1];

/** The steps whose codes confirm a registration: one to either side, to find a clock that is ahead. */
export const confirmationWindow = (at: Date | number): readonly number[] => [stepAt(at), stepAt(at) - 1, stepAt(at) + 1];

const modulus = 10 ** codeDigits;
const blockBytes = 64;
const digestBytes = 20;

// HMAC-SHA-1 (RFC 2104) as its two hashes, because an Hmac object with its key costs more than both of them
// (totp.bench.ts). The buffers are shared: nothing here awaits, and the next call overwrites the key.
const inner = Buffer.alloc(blockBytes + 8);
const outer = Buffer.alloc(blockBytes + digestBytes);

function loadKey(seed: Uint8Array): void {
  if (seed.length > blockBytes) throw new RangeError('a seed is at most one block of SHA-1');
  inner.fill(0x36, 0, blockBytes);
  outer.fill(0x5c, 0, blockBytes);
  for (let index = 0; index < seed.length; index += 1) {
    inner[index] = (seed[index] ?? 0) ^ 0x36;
    outer[index] = (seed[index] ?? 0) ^ 0x5c;
  }
}

function truncatedHmac(step: number): number {
  inner.writeUInt32BE(Math.floor(step / 2 ** 32), blockBytes);
  inner.writeUInt32BE(step >>> 0, blockBytes + 4);
  hash('sha1', inner, 'buffer').copy(outer, blockBytes);
  const digest = hash('sha1', outer, 'buffer');
  const offset = (digest[digestBytes - 1] ?? 0) & 0x0f;
  return (digest.readUInt32BE(offset) & 0x7fffffff) % modulus;
}
