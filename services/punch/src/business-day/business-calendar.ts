import { valueAt } from './history.ts';
import type { History } from './history.ts';
import { firstInstantOf, localTime } from './local-time.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Everything a business day needs from settings; it uses the values in force when it began. */
export interface DayRules {
  /** Minutes after local midnight at which a business day begins (日付変更時間). */
  readonly borderMinutes: number;
  /** IANA name. */
  readonly timeZone: string;
  /** Hours that presence open at the border stays with its day, 0 to 12; 0 is the original's literal rule. */
  readonly carryHours: number;
  /** Shortest absence that counts, in minutes. */
  readonly breakThresholdMinutes: number;
  /** Whether logs become punches (打刻連携). */
  readonly punchLinkage: boolean;
  /** Whether absences become break punches (休憩打刻機能). */
  readonly breakLinkage: boolean;
}

/** A business day in time: from `start` up to but not including `end`, in milliseconds since the epoch. */
export interface DayWindow {
  /** Date, YYYY-MM-DD. */
  readonly day: string;
  readonly start: number;
  readonly end: number;
  readonly rules: DayRules;
}

/** The business days of one person. Each instant lies in exactly one window. */
export interface BusinessCalendar {
  /** The window that contains the instant. */
  containing(at: number): DayWindow;
  /** The window of a date, YYYY-MM-DD. */
  of(day: string): DayWindow;
}

/**
 * The calendar that follows from a person's settings. Date D begins as soon as the border in force has
 * passed on D by the clocks of the zone in force; it ends when the next date begins. So a moved border
 * or zone stretches or cuts a day and leaves neither gap nor overlap.
 */
export function businessCalendar(rules: History<DayRules>): BusinessCalendar {
  const windows = new Map<number, DayWindow>();
  let recent: DayWindow | undefined;

  const windowOf = (date: number): DayWindow => {
    const known = windows.get(date);
    if (known !== undefined) return known;
    const start = startOf(date, rules);
    const window = { day: dayName(date), start, end: startOf(date + 1, rules), rules: valueAt(rules, start) };
    windows.set(date, window);
    return window;
  };

  const find = (at: number): DayWindow => {
    let date = dateOn(at, valueAt(rules, at));
    while (windowOf(date).end <= at) date += 1;
    while (windowOf(date).start > at) date -= 1;
    return windowOf(date);
  };

  return {
    containing(at) {
      if (recent === undefined || at < recent.start || at >= recent.end) recent = find(at);
      return recent;
    },
    of: (day) => windowOf(dateNumber(day)),
  };
}

/** The day before (-1) or after (+1) a date. */
export const neighbourOf = (day: string, step: -1 | 1): string => dayName(dateNumber(day) + step);

/** First instant of a date: in the earliest period of the rules in which the border of that date passes. */
function startOf(date: number, rules: History<DayRules>): number {
  for (const [index, { effectiveFrom, value }] of rules.entries()) {
    const border = firstInstantOf(date * dayMs + value.borderMinutes * minuteMs, value.timeZone);
    const start = index === 0 ? border : Math.max(border, effectiveFrom);
    const until = rules[index + 1]?.effectiveFrom ?? Infinity;
    if (start < until) return start;
  }
  throw new RangeError('A history ends with a period without end.');
}

/** The date, as days since the epoch, that the rules name for an instant if they had always been in force. */
function dateOn(at: number, { borderMinutes, timeZone }: DayRules): number {
  return Math.floor((localTime(at, timeZone) - borderMinutes * minuteMs) / dayMs);
}

const dayName = (date: number): string => new Date(date * dayMs).toISOString().slice(0, 10);
const dateNumber = (day: string): number => Date.parse(day) / dayMs;
