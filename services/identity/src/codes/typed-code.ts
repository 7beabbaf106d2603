import { randomInt } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U, so that nothing is misread or spells a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random code for people to read out and type, in groups of four: five random bits a character. */
export function newTypedCode(characters: number): string {
  const text = Array.from({ length: characters }, () => alphabet[randomInt(alphabet.length)]).join('');
  return (text.match(/.{1,4}/g) ?? []).join('-');
}
