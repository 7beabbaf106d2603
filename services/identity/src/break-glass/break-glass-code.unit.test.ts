import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcedCodeId, digestOf, isDue, keptAfterViewMs, newBreakGlassCode } from './break-glass-code.ts';

const now = new Date('2026-11-24T09:00:00Z');

describe('a break-glass code', () => {
  test('when it is made, then it has five groups of unmistakable characters and never comes twice', () => {
    const codes = Array.from({ length: 1_000 }, newBreakGlassCode);
    expect(new Set(codes).size).toBe(1_000);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  test('when agents compute the digest, then it is this one', () => {
    const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
    // HMAC-SHA-256 of "0123456789ABCDEFGHJK" by openssl.
    expect(digestOf('0123-4567-89AB-CDEF-GHJK', salt).toString('base64')).toBe('ziUropnx8nDDMctjt3Vm1qbK2lbEh9VEdl0++QvHNaI=');
  });

  test('when it is typed with other case, spaces, dashes or look-alikes, then the digest is the same', () => {
    const salt = Buffer.alloc(16, 7);
    const lookAlikes: Record<string, string[]> = { 0: ['0', 'O', 'o'], 1: ['1', 'I', 'i', 'L', 'l'] };
    const typed = (code: string): fc.Arbitrary<string> =>
      fc
        .tuple(...[...code].map((char) => fc.tuple(fc.constantFrom(...(lookAlikes[char] ?? [char, char.toLowerCase()])), fc.constantFrom('', '-', ' ', '　', '\t'))))
        .map((parts) => parts.flat().join(''));
    const code = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 20, maxLength: 20 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(code.chain((original) => fc.tuple(fc.constant(original), typed(original))), ([original, text]) => {
        expect(digestOf(text, salt)).toEqual(digestOf(original, salt));
      }),
    );
  });

  test('when nobody saw it, then it stays; when somebody did, then it is replaced after a day', () => {
    const code = { codeId: 'a', nextCodeId: 'b', viewedAt: null };
    const after = (ms: number): Date => new Date(now.getTime() + ms);
    expect([isDue(code, after(1e12)), announcedCodeId(code, after(1e12))]).toEqual([false, 'a']);
    const seen = { ...code, viewedAt: now };
    expect([isDue(seen, after(keptAfterViewMs - 1)), announcedCodeId(seen, after(keptAfterViewMs - 1))]).toEqual([false, 'a']);
    expect([isDue(seen, after(keptAfterViewMs)), announcedCodeId(seen, after(keptAfterViewMs))]).toEqual([true, 'b']);
  });
});
