import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { backoffMs } from './backoff.ts';

test('when attempts grow, then the pause stays within its cap, above zero, and its ceiling doubles', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
      const pause = backoffMs(attempt, { firstMs: 100, capMs: 30_000 });
      expect(pause).toBeGreaterThan(0);
      expect(pause).toBeLessThanOrEqual(Math.min(30_000, 100 * 2 ** Math.min(attempt - 1, 30)));
    }),
  );
});
