import type { BusinessCalendar, DayWindow } from './business-calendar.ts';
import { neighbourOf } from './business-calendar.ts';
import { decideBusinessDay } from './business-day.ts';
import type { DecidedDay } from './business-day.ts';
import { timelineOf } from './observation.ts';
import type { Observation } from './observation.ts';

export interface PersonDay {
  readonly window: DayWindow;
  readonly decided: DecidedDay;
}

/** All business days of one person that have observations, oldest first, from observations in any order. */
export function decidePersonDays(
  calendar: BusinessCalendar,
  observations: readonly Observation[],
): readonly PersonDay[] {
  const days = splitByDay(calendar, timelineOf(observations.filter(({ suspect }) => !suspect)));
  const decidedDays: PersonDay[] = [];
  let claimedUntil: number | null = null;

  for (const [index, { window, observations: own }] of days.entries()) {
    const next = days[index + 1];
    const adjoins = next?.window.day === neighbourOf(window.day, 1);
    const following = next !== undefined && adjoins ? next.observations : [];
    const decided = decideBusinessDay({ window, observations: own, claimedUntil, following });
    claimedUntil = adjoins ? decided.carriedUntil : null;
    decidedDays.push({ window, decided });
  }
  return decidedDays;
}

interface ObservedDay {
  readonly window: DayWindow;
  readonly observations: Observation[];
}

function splitByDay(calendar: BusinessCalendar, timeline: readonly Observation[]): readonly ObservedDay[] {
  const days: ObservedDay[] = [];
  let current: ObservedDay | undefined;
  for (const observation of timeline) {
    if (current === undefined || observation.at >= current.window.end) {
      current = { window: calendar.containing(observation.at), observations: [] };
      days.push(current);
    }
    current.observations.push(observation);
  }
  return days;
}
