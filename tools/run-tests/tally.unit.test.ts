import { expect, test } from '@jest/globals';
import { report } from './tally.ts';

test('when levels end, then the last line has the sums over all of them', () => {
  const lines = report([
    { name: 'lint', tally: { passed: 3, failed: 0, skipped: 0 }, seconds: 1.25 },
    { name: 'unit', tally: { passed: 40, failed: 2, skipped: 1 }, seconds: 10 },
  ]).split('\n');
  expect(lines.at(-1)).toBe('43 passed, 2 failed, 1 skipped');
  expect(lines[2]).toMatch(/unit\s+40\s+2\s+1\s+10\.0/);
});
