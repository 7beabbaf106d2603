import { createHash } from 'node:crypto';
import { normalCode } from '@genkan/logon-policy';
import { newTypedCode } from '../codes/typed-code.ts';

const characters = 16;
/** How long a code can be used, in milliseconds. */
export const validMs = 24 * 3_600_000;

/** A one-time code that ties a Windows account to its user: 80 random bits in four groups of four. */
export const newActivationCode = (): string => newTypedCode(characters);

/** Only the hash is kept; 80 random bits need no salt. */
export const hashOfCode = (typed: string): string => createHash('sha256').update(normalCode(typed)).digest('base64url');
