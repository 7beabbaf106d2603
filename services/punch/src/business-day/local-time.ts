import { IANAZone } from 'luxon';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Whether the name is an IANA time zone that this machine knows. */
export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

/** Local time of a zone at an instant, as the milliseconds that a clock showing UTC would have then. */
export function localTime(at: number, timeZone: string): number {
  return at + IANAZone.create(timeZone).offset(at) * minuteMs;
}

/**
 * The first instant at which the clocks of a zone show the given local time or later. A time that a
 * change of clocks skips begins with the change; one that comes twice begins with its first.
 */
export function firstInstantOf(local: number, timeZone: string): number {
  const offsets = [local - dayMs, local + dayMs].map((near) => localTime(near, timeZone) - near);
  const earliest = local - Math.max(...offsets);
  const latest = local - Math.min(...offsets);
  if (localTime(earliest, timeZone) === local) return earliest;
  if (localTime(latest, timeZone) === local) return latest;
  return firstWhere((at) => localTime(at, timeZone) >= local, earliest, latest);
}

/** The first instant in (`low`, `high`] for which `passed` holds; it must hold from there on. */
function firstWhere(passed: (at: number) => boolean, low: number, high: number): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passed(middle)) high = middle;
    else low = middle;
  }
  return high;
}
