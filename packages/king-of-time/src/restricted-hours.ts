/** A span of the Japanese day in minutes from midnight; the start belongs to it, the end does not. */
export interface RestrictedSpan {
  fromMinute: number;
  toMinute: number;
}

/** 8:30–10:00 and 17:30–18:30 JST, in which the attendance system takes no calls (domain 8.1 item 5). */
export const defaultRestrictedHours = '08:30-10:00,17:30-18:30';

const minuteMs = 60_000;
// Japan has no summer time; a fixed offset keeps this free of any time zone data.
const jstOffsetMs = 9 * 60 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

const spanPattern = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads "HH:MM-HH:MM,…" or "none". Throws a RangeError on anything else, on an empty span and on one over midnight. */
export function parseRestrictedHours(text: string): RestrictedSpan[] {
  if (text === 'none') return [];
  return text.split(',').map((part) => {
    const match = spanPattern.exec(part.trim());
    if (!match) throw new RangeError(`restricted hours "${part}" are not of the form HH:MM-HH:MM`);
    const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
    const span = { fromMinute: fromHour * 60 + fromMinute, toMinute: toHour * 60 + toMinute };
    if (span.fromMinute >= span.toMinute) throw new RangeError(`restricted hours "${part}" end before they begin`);
    return span;
  });
}

/** When a call that is due at `now` may start, or undefined when it may start at once. */
export function restrictedUntil(spans: readonly RestrictedSpan[], now: Date): Date | undefined {
  let candidate = now.getTime();
  // Spans may touch: leaving one can mean entering the next, at most once each.
  for (let round = 0; round <= spans.length; round++) {
    const sinceMidnight = (candidate + jstOffsetMs) % dayMs;
    const minute = Math.floor(sinceMidnight / minuteMs);
    const span = spans.find(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
    if (!span) return candidate === now.getTime() ? undefined : new Date(candidate);
    candidate += span.toMinute * minuteMs - sinceMidnight;
  }
  return new Date(candidate);
}
