import type { Clock } from '@genkan/service-kit';

/** A clock that stands still until the test moves it; pass it wherever a `Clock` is wanted. */
export interface TestClock extends Clock {
  advanceBy(milliseconds: number): void;
  /** Takes an ISO 8601 text or a date; may also go backwards. */
  setTo(moment: string | Date): void;
}

export function testClock(start: string | Date = '2026-04-01T00:00:00.000Z'): TestClock {
  let now = new Date(start).getTime();
  return Object.assign(() => new Date(now), {
    advanceBy: (milliseconds: number) => void (now += milliseconds),
    setTo: (moment: string | Date) => void (now = new Date(moment).getTime()),
  });
}
