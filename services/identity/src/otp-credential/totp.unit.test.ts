import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { checkWindow, codeOfStep, confirmationWindow, matchStep, stepAt, stepMs } from './totp.ts';

// Seed of the appendices of RFC 4226 and RFC 6238.
const seed = Buffer.from('12345678901234567890');

describe('one-time passwords', () => {
  test('then the codes of RFC 4226, appendix D, come out', () => {
    const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'];
    expect(codes.map((_code, counter) => codeOfStep(seed, counter))).toEqual(codes);
  });

  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('when it is %i s, then the last six digits of RFC 6238, appendix B, come out', (seconds, eightDigits) => {
    expect(codeOfStep(seed, stepAt(seconds * 1_000))).toBe(eightDigits.slice(2));
  });

  test('then any seed and time give the code that otplib gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 64 }), fc.integer({ min: 0, max: 2 ** 40 }), (bytes, seconds) => {
        expect(codeOfStep(bytes, stepAt(seconds * 1_000))).toBe(generateSync({ secret: bytes, epoch: seconds }));
      }),
      { numRuns: 300 },
    );
  });

  test('when a code is of a step in the window, then that step is found, and otherwise none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.integer({ min: 10, max: 2 ** 33 }), fc.integer({ min: -5, max: 5 }), (bytes, step, offset) => {
        const at = step * stepMs;
        const code = codeOfStep(bytes, step + offset);
        const inWindow = checkWindow(at, false).map((one) => codeOfStep(bytes, one) === code);
        expect(matchStep(bytes, code, checkWindow(at, false)) !== undefined).toBe(inWindow.includes(true));
        if (offset === 0 || offset === -1) expect(matchStep(bytes, code, checkWindow(at, false))).toBeGreaterThanOrEqual(step + offset);
      }),
    );
  });

  test('when two steps have the same code, then it counts for the later one', () => {
    expect(matchStep(seed, codeOfStep(seed, 5), [5, 5, 4])).toBe(5);
    expect(matchStep(seed, codeOfStep(seed, 4), [4, 9, 4])).toBe(4);
  });

  test('then a check accepts this step and the one before, and the next one only from a clock that is ahead', () => {
    expect([...checkWindow(300_000, false)].sort()).toEqual([10, 9].sort());
    expect(Math.max(...checkWindow(300_000, true))).toBe(11);
    expect([...confirmationWindow(300_000)].sort()).toEqual([10, 11, 9].sort());
  });

  test('when time passes a border, then the step changes exactly there', () => {
    expect(stepAt(29_999)).toBe(0);
    expect(stepAt(30_000)).toBe(1);
  });

  test('when a seed is longer than a block, then it is refused instead of cut', () => {
    expect(() => codeOfStep(new Uint8Array(65), 1)).toThrow(RangeError);
  });
});
