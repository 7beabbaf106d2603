import { createHmac } from 'node:crypto';
import { normalCode } from '@genkan/logon-policy';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isCodeOf, waitAfter } from './break-glass-code.ts';

const salt = Buffer.alloc(16, 7);
const verifier = { codeId: '1', salt: salt.toString('base64'), digest: createHmac('sha256', salt).update('0123456789ABCDEFGHJK').digest('base64') };

describe('the break-glass code', () => {
  test.each(['0123-4567-89AB-CDEF-GHJK', '0123456789abcdefghjk', ' o123 4567 89ab cdef ghjk ', '0I23-4567-89AB-CDEF-GHJK', '0l23-4567-89AB-CDEF-GHJK'])('when it is typed as %j, then it is recognised', (typed) => {
    expect(isCodeOf(verifier, typed)).toBe(true);
  });

  test('when anything else is typed, then it is not, and nothing breaks', () => {
    fc.assert(fc.property(fc.string(), (typed) => isCodeOf(verifier, typed) === (normalCode(typed) === '0123456789ABCDEFGHJK')));
    expect(isCodeOf({ ...verifier, digest: '' }, '')).toBe(false);
    expect(isCodeOf({ ...verifier, digest: 'AAAA' }, '0123456789ABCDEFGHJK')).toBe(false);
  });

  test('when wrong codes follow one another, then five are free and the wait doubles up to an hour', () => {
    expect([0, 4, 5, 6, 7, 11, 1_000].map(waitAfter)).toEqual([0, 0, 60_000, 120_000, 240_000, 3_600_000, 3_600_000]);
  });
});
