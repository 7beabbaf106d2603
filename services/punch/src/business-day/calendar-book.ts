import { businessCalendar } from './business-calendar.ts';
import type { BusinessCalendar, DayRules } from './business-calendar.ts';
import type { History } from './history.ts';

/** Calendars that are kept; a company has few different ones, for its people share divisions and groups. */
const mostCalendars = 500;

/**
 * Hands out one calendar for all people with the same rules, because finding the days of a time zone
 * costs far more than deciding them.
 */
export function calendarBook(): (rules: History<DayRules>) => BusinessCalendar {
  const calendars = new Map<string, BusinessCalendar>();
  return (rules) => {
    const key = JSON.stringify(rules);
    const known = calendars.get(key) ?? businessCalendar(rules);
    calendars.delete(key);
    calendars.set(key, known);
    // The first one is the one that nobody asked for the longest.
    for (const [oldest] of calendars) {
      if (calendars.size <= mostCalendars) break;
      calendars.delete(oldest);
    }
    return known;
  };
}
