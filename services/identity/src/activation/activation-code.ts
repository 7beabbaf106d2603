import { createHash, randomBytes } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U, so that nothing is misread or spells a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 16;
/** How long a code can be used, in milliseconds. */
export const validMs = 24 * 3_600_000;

/** A one-time code that ties a Windows account to its user: 80 random bits in four groups of four. */
export function newActivationCode(): string {
  const text = Array.from(randomBytes(characters), (byte) => alphabet[byte % alphabet.length]).join('');
  return (text.match(/.{4}/g) ?? []).join('-');
}

/** What a person typed, as it was issued: case, spaces and dashes do not matter, and look-alikes are taken for what they look like. */
export function normalCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** Only the hash is kept; 80 random bits need no salt. */
export const hashOfCode = (typed: string): string => createHash('sha256').update(normalCode(typed)).digest('base64url');
