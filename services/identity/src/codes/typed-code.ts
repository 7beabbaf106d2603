import { randomInt } from 'node:crypto';

/** Crockford's alphabet: no I, L, O, U, so that nothing is misread or spells a word. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A random code for people to read out and type, in groups of four: five random bits a character. */
export function newTypedCode(characters: number): string {
  const text = Array.from({ length: characters }, () => alphabet[randomInt(alphabet.length)]).join('');
  return (text.match(/.{1,4}/g) ?? []).join('-');
}

/** What a person typed, as it was issued: case, spaces and dashes do not matter, and look-alikes are taken for what they look like. */
export function normalCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
