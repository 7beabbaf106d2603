import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';

export type Act = 'boot' | 'log-on' | 'lock' | 'unlock' | 'go-offline' | 'go-online' | 'cut-power' | 'connect-rdp' | 'disconnect-rdp' | 'shut-down';

export interface Step {
  /** When, in milliseconds since 1970 UTC. */
  readonly at: number;
  readonly act: Act;
}

/** Zone in which people plan their day. */
export const zone = 'Asia/Tokyo';

/** The day's outline as minutes after midnight. Breaks shorter than 30 minutes are no breaks to Genkan; each outline shows something else. */
const outlines: readonly (readonly (readonly [number, Act])[])[] = [
  // An ordinary day with a lunch break.
  [[535, 'boot'], [538, 'log-on'], [721, 'lock'], [778, 'unlock'], [1083, 'shut-down']],
  // A short absence in the morning, which is no break, and a second one in the afternoon, which is.
  [[525, 'boot'], [530, 'log-on'], [630, 'lock'], [650, 'unlock'], [735, 'lock'], [790, 'unlock'], [930, 'lock'], [970, 'unlock'], [1110, 'shut-down']],
  // The network is away around noon; the events arrive later. Codes need the network, so it is back before the unlock.
  [[550, 'boot'], [553, 'log-on'], [700, 'go-offline'], [725, 'lock'], [775, 'go-online'], [785, 'unlock'], [1065, 'shut-down']],
  // The power fails in the afternoon.
  [[540, 'boot'], [542, 'log-on'], [730, 'lock'], [780, 'unlock'], [900, 'cut-power'], [911, 'boot'], [913, 'log-on'], [1140, 'shut-down']],
  // In the afternoon the person works at this PC from elsewhere.
  [[530, 'boot'], [534, 'log-on'], [725, 'lock'], [800, 'connect-rdp'], [1030, 'disconnect-rdp'], [1031, 'shut-down']],
];

/** Most minutes that a step comes later than its outline says. */
const jitterMinutes = 8;

/** The steps of one person's working day, always the same for the same person and date; none on a weekend. `date` as YYYY-MM-DD. */
export function planDay(date: string, person: string, personNumber: number): Step[] {
  const midnight = DateTime.fromISO(date, { zone });
  if (midnight.weekday > 5) return [];
  const outline = outlines[(personNumber + midnight.ordinal) % outlines.length] ?? [];
  const late = createHash('sha256').update(`${person} ${date}`).digest();
  // One shift for the whole day keeps the steps in order.
  const shiftMs = (late.readUInt16BE(0) / 0x10000) * jitterMinutes * 60_000;
  return outline.map(([minutes, act]) => ({ at: Math.floor(midnight.toMillis() + minutes * 60_000 + shiftMs), act }));
}

/** Whether the person is at work at the PC after these steps. */
export function atWorkAfter(steps: readonly Step[]): boolean {
  const last = steps.filter(({ act }) => act !== 'go-offline' && act !== 'go-online').at(-1)?.act;
  return last === 'log-on' || last === 'unlock' || last === 'connect-rdp';
}

/** The next working day after a date, or the last one before it. */
export function workingDay(date: string, direction: 1 | -1): string {
  let day = DateTime.fromISO(date, { zone });
  do day = day.plus({ days: direction });
  while (day.weekday > 5);
  return day.toFormat('yyyy-MM-dd');
}

/** When PCs of that day are switched on for their first set-up, before anybody's day begins. */
export function earlyOn(date: string): number {
  return DateTime.fromISO(date, { zone }).plus({ hours: 8 }).toMillis();
}

export function dateOf(ms: number): string {
  return DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
}
