import { createHmac } from 'node:crypto';
import { normalCode } from '@genkan/logon-policy';
import { newTypedCode } from '../codes/typed-code.ts';

/** What a PC compares a typed code with. */
export interface Verifier {
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** The code that lets any account of one PC log on once, without server and without the person's own code. */
export interface BreakGlassCode {
  readonly codeId: string;
  /**
   * Id of the code that will follow. Telling a PC this id makes it fetch, and only fetching mints the next one:
   * a PC that is out of reach holds the code that administrators are shown, however long it stays away.
   */
  readonly nextCodeId: string;
  /** Base64. */
  readonly salt: string;
  /** Base64. */
  readonly digest: string;
  readonly sealed: string;
  readonly mintedAt: Date;
  /** When an administrator last saw it; null: nobody did. */
  readonly viewedAt: Date | null;
}

export const saltBytes = 16;
/** A code that somebody saw and nobody used is replaced after this time, in milliseconds. */
export const keptAfterViewMs = 24 * 3_600_000;

/** 100 random bits in five groups of four. */
export const newBreakGlassCode = (): string => newTypedCode(20);

/** 100 random bits cannot be searched, so the digest needs no slow function; the salt keeps two PCs' digests apart. */
export const digestOf = (code: string, salt: Uint8Array): Buffer => createHmac('sha256', salt).update(normalCode(code)).digest();

/** Whether the code was seen so long ago that it must not stay in use. */
export const isDue = ({ viewedAt }: Pick<BreakGlassCode, 'viewedAt'>, now: Date): boolean =>
  viewedAt !== null && now.getTime() - viewedAt.getTime() >= keptAfterViewMs;

/** The code that the PC should hold; another id than the one it holds makes it fetch. */
export const announcedCodeId = (code: Pick<BreakGlassCode, 'codeId' | 'nextCodeId' | 'viewedAt'>, now: Date): string =>
  isDue(code, now) ? code.nextCodeId : code.codeId;
