import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changeFrom, inForce, startHistory } from './history.ts';
import type { History } from './history.ts';

const same = (a: number, b: number) => a === b;

describe('history', () => {
  test('when it starts, then its value holds since the epoch', () => {
    expect(startHistory(1)).toEqual([{ effectiveFrom: new Date(0), value: 1 }]);
  });

  test('when a value changes, then the old one stays for the time before', () => {
    const at = new Date('2026-11-24T00:00:00Z');
    expect(changeFrom(startHistory(1), at, 2, same)).toEqual([
      { effectiveFrom: new Date(0), value: 1 },
      { effectiveFrom: at, value: 2 },
    ]);
  });

  test('when changes come at any times, then the order is strict, the first holds since ever and the newest is in force', () => {
    const changes = fc.array(fc.record({ at: fc.date({ min: new Date(1), max: new Date(10), noInvalidDate: true }), value: fc.integer({ max: 3, min: 0 }) }));
    fc.assert(
      fc.property(changes, (steps) => {
        let history: History<number> = startHistory(0);
        for (const { at, value } of steps) {
          history = changeFrom(history, at, value, same);
          expect(inForce(history)).toBe(value);
        }
        expect(history[0].effectiveFrom).toEqual(new Date(0));
        const times = history.map(({ effectiveFrom }) => effectiveFrom.getTime());
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      }),
    );
  });
});
