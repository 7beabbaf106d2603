import { expect, test } from '@jest/globals';
import { catchingUpClock, manualClock, reached } from './clock.ts';

test('when a clock catches up, then it never passes the real time and then goes at its pace', () => {
  const clock = catchingUpClock({ start: Date.now() - 1, speed: 1_000_000 });
  expect(clock.now()).toBeLessThanOrEqual(Date.now());
  clock.skipTo(Date.now() + 3_600_000);
  expect(clock.now()).toBeLessThanOrEqual(Date.now());
  expect(clock.speed).toBe(1);
  const behind = catchingUpClock({ start: Date.now() - 3_600_000, speed: 60 });
  expect(behind.speed).toBe(60);
});

test('when the time has come or the signal is given, then waiting ends', async () => {
  const clock = catchingUpClock({ start: Date.now() - 60_000, speed: 100_000 });
  expect(await reached(clock, clock.now() + 1_000)).toBe(true);
  expect(await reached(clock, Date.now() + 3_600_000, AbortSignal.abort())).toBe(false);
});

test('when somebody sets a manual clock back, then that is refused', () => {
  const clock = manualClock('2026-11-24T09:00:00+09:00');
  clock.set('2026-11-24T10:00:00+09:00');
  expect(() => clock.set('2026-11-24T09:59:00+09:00')).toThrow(RangeError);
});
