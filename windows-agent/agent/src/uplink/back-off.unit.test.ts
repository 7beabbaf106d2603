import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createBackOff, defaultBackOff } from './back-off.ts';

describe('createBackOff', () => {
  test('when failures go on, then the ceiling doubles up to the cap', () => {
    const backOff = createBackOff({ baseMs: 1_000, capMs: 60_000 }, () => 0.999999);
    expect(Array.from({ length: 8 }, () => Math.round(backOff.next() / 1_000))).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    backOff.reset();
    expect(Math.round(backOff.next() / 1_000)).toBe(1);
  });

  test('when the server names a wait, then it is never shortened', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat({ max: 3_600_000 }), (random, asked) => {
        const wait = createBackOff(defaultBackOff, () => random).next(asked);
        expect(wait).toBeGreaterThanOrEqual(asked);
        expect(wait).toBeLessThan(asked + defaultBackOff.baseMs);
      }),
    );
  });
});
