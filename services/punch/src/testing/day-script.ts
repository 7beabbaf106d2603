import { DateTime } from 'luxon';
import type { DayRules } from '../business-day/business-calendar.ts';
import type { DecidedDay } from '../business-day/business-day.ts';
import type { Observation, ObservationKind } from '../business-day/observation.ts';

/** Rules of the worked days of domain 5.5, unless a test says otherwise. */
export const workedDayRules: DayRules = {
  borderMinutes: 0,
  timeZone: 'Asia/Tokyo',
  carryHours: 6,
  breakThresholdMinutes: 30,
  punchLinkage: true,
  breakLinkage: true,
};

/** The first day of every script. */
export const firstDay = '2026-04-06';

/** Instant of a script's clock: hours beyond 24 reach into the days after, "26:00" is 2:00 of day 2. */
export function clock(time: string, timeZone = workedDayRules.timeZone, day = firstDay): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return DateTime.fromISO(day, { zone: timeZone }).plus({ days: Math.floor(hours / 24) })
    .set({ hour: hours % 24, minute: minutes }).toMillis();
}

/**
 * Observations written as a person would: "9:00 logon, 12:00 lock". A word before the time names the
 * PC ("B 11:50 logon"), "#2" a session, "~" marks an inferred one, "?" one of a suspect clock. The id is the text.
 */
export function script(text: string, timeZone = workedDayRules.timeZone): readonly Observation[] {
  return text.split(',').map((line, index) => observationOf(line.trim(), index + 1, timeZone));
}

const lineForm = /^(?:(?<device>[A-Z]) )?(?<mark>[~?])?(?<time>\d+:\d\d) (?<kind>[a-z-]+)(?: #(?<session>\d))?$/;

function observationOf(line: string, sequence: number, timeZone: string): Observation {
  const parts = lineForm.exec(line)?.groups;
  if (parts === undefined) throw new SyntaxError(`Not an observation: "${line}"`);
  return {
    id: line,
    kind: parts.kind as ObservationKind,
    at: clock(parts.time ?? '', timeZone),
    device: `pc-${(parts.device ?? 'A').toLowerCase()}`,
    session: Number(parts.session ?? 1),
    sequence,
    inferred: parts.mark === '~',
    suspect: parts.mark === '?',
  };
}

/** A decided day in one line, as the result column of domain 5.5 writes it. */
export function inWords({ clockIn, clockOut, breaks }: DecidedDay, timeZone = workedDayRules.timeZone): string {
  const at = (observation: Observation | null): string =>
    observation === null ? 'none' : DateTime.fromMillis(observation.at, { zone: timeZone }).toFormat('d H:mm');
  if (clockIn === null) return 'nothing';
  const pauses = breaks.map(({ opening, closing }) => `, break ${at(opening)} - ${at(closing)}`);
  return `in ${at(clockIn)}, out ${at(clockOut)}${pauses.join('')}`;
}
