import { PunchKind, PunchState } from '@genkan/contracts';
import type { Punch } from '@genkan/contracts';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { DateTime } from 'luxon';
import { firstDay, workedDayRules } from './day-script.ts';

/** The punches as a consumer of the topic has them, the highest revision of each id, in words and sorted. */
export function attendanceOf(punches: readonly Punch[]): readonly string[] {
  const latest = new Map<string, Punch>();
  for (const punch of punches) {
    if ((latest.get(punch.punchId)?.revision ?? 0n) < punch.revision) latest.set(punch.punchId, punch);
  }
  return [...latest.values()].map(inWords).sort();
}

/** What holds in the end, without how often it was revised on the way there. */
export const netOf = (attendance: readonly string[]): readonly string[] =>
  attendance.filter((line) => !line.includes('withdrawn')).map((line) => line.replace(/ r\d+/, ''));

/** "06 clock-in 9:00 r1 tentative": day of the business day, kind, time by the script's clock, revision, state. */
function inWords({ businessDay, kind, time, revision, state, estimated }: Punch): string {
  const zone = workedDayRules.timeZone;
  const at = DateTime.fromMillis(time === undefined ? 0 : timestampMs(time), { zone });
  const hours = Math.floor(at.diff(DateTime.fromISO(firstDay, { zone }), 'hours').hours);
  const words = [businessDay.slice(-2), kindWords[kind], `${hours}:${at.toFormat('mm')}`, `r${revision}`, stateWords[state]];
  return [...words, ...(estimated ? ['estimated'] : [])].join(' ');
}

const kindWords: Record<number, string> = {
  [PunchKind.CLOCK_IN]: 'clock-in',
  [PunchKind.CLOCK_OUT]: 'clock-out',
  [PunchKind.BREAK_START]: 'break-start',
  [PunchKind.BREAK_END]: 'break-end',
};
const stateWords: Record<number, string> = {
  [PunchState.TENTATIVE]: 'tentative',
  [PunchState.FINAL]: 'final',
  [PunchState.WITHDRAWN]: 'withdrawn',
};
