import { describe, expect, test } from '@jest/globals';
import { measureOffset, offsetAfterBoot, offsetAt } from './clock-offset.ts';

const minute = 60_000;
const stamp = (utcMs: number, monotonicMs: number) => ({ utcMs, monotonicMs, utcOffsetMinutes: 540 });

describe('measureOffset', () => {
  test('when the PC runs ten minutes ahead, then the offset is minus ten minutes', () => {
    const measured = measureOffset({ ms: 0 }, { serverMs: 1_000_000, sentMs: 1_000_000 + 10 * minute - 50, receivedMs: 1_000_000 + 10 * minute + 50 });
    expect(measured.ms).toBe(-10 * minute);
  });

  test('when the difference is within network noise, then the offset stays as it is', () => {
    const offset = { ms: 0, skewMs: 1 };
    expect(measureOffset(offset, { serverMs: 2_900, sentMs: 0, receivedMs: 4_000 })).toBe(offset);
  });
});

describe('offsetAt', () => {
  test('when somebody sets the PC clock back an hour, then the corrected time of the next event is right', () => {
    const before = offsetAt({ ms: 0 }, stamp(100 * minute, minute));
    const after = offsetAt(before, stamp(100 * minute + minute - 60 * minute, 2 * minute));
    expect(100 * minute + minute - 60 * minute + after.ms).toBe(101 * minute);
  });

  test('when the clocks drift a little apart, then nothing is corrected', () => {
    const before = offsetAt({ ms: -5 }, stamp(100 * minute, minute));
    expect(offsetAt(before, stamp(101 * minute + 900, 2 * minute))).toBe(before);
  });

  test('when Windows boots, then the time since boot starts anew and the offset is kept', () => {
    const before = offsetAt({ ms: 7_000 }, stamp(100 * minute, 50 * minute));
    expect(offsetAt(offsetAfterBoot(before), stamp(200 * minute, 0)).ms).toBe(7_000);
  });
});
