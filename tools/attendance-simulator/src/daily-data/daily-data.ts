import { DateTime } from 'luxon';
import type { Employee } from '../people/person.ts';
import type { Punch } from './punch.ts';

/** One time in the table 日別データ. */
export interface ShownPunch {
  punchId: string;
  /** "09:01"; a time after midnight of the business day's date begins with 翌, one before it with 前. */
  time: string;
  at: string;
  mark: string;
  tentative: boolean;
  estimated: boolean;
}

export interface DailyRow {
  employeeKey: string;
  employeeCode: string;
  name: string;
  divisionCode: string;
  clockIn: ShownPunch | undefined;
  breaks: { start: ShownPunch | undefined; end: ShownPunch | undefined }[];
  clockOut: ShownPunch | undefined;
  /** Presence without breaks, in minutes; undefined while a side is missing. */
  workedMinutes: number | undefined;
}

function show(punch: Punch): ShownPunch {
  const local = DateTime.fromISO(punch.time, { zone: punch.timeZone || 'Asia/Tokyo' });
  const date = local.toISODate() ?? '';
  const prefix = date > punch.businessDay ? '翌' : date < punch.businessDay ? '前' : '';
  return {
    punchId: punch.punchId,
    time: `${prefix}${local.toFormat('HH:mm')}`,
    at: punch.time,
    mark: punch.mark,
    tentative: punch.state === 'tentative',
    estimated: punch.estimated,
  };
}

const minutesBetween = (start: ShownPunch, end: ShownPunch): number => (Date.parse(end.at) - Date.parse(start.at)) / 60_000;

function pairBreaks(starts: ShownPunch[], ends: ShownPunch[]): DailyRow['breaks'] {
  const pairs: DailyRow['breaks'] = [];
  const unused = [...ends];
  for (const [index, start] of starts.entries()) {
    const nextStart = starts[index + 1]?.at;
    const end = unused.find((candidate) => candidate.at >= start.at && (nextStart === undefined || candidate.at <= nextStart));
    if (end) unused.splice(unused.indexOf(end), 1);
    pairs.push({ start, end });
  }
  return [...pairs, ...unused.map((end) => ({ start: undefined, end }))];
}

/** One row per employee of the list; withdrawn punches are not shown. */
export function makeDailyData(employees: readonly Employee[], punchesOfDay: readonly Punch[]): DailyRow[] {
  const byEmployee = Map.groupBy(
    punchesOfDay.filter((punch) => punch.state !== 'withdrawn'),
    (punch) => punch.employeeKey,
  );
  return employees.map((employee) => {
    const punches = (byEmployee.get(employee.key) ?? []).toSorted((a, b) => (a.time < b.time ? -1 : 1));
    const of = (kind: Punch['kind']): ShownPunch[] => punches.filter((punch) => punch.kind === kind).map(show);
    const clockIn = of('clock-in')[0];
    const clockOut = of('clock-out').at(-1);
    const breaks = pairBreaks(of('break-start'), of('break-end'));
    const pause = breaks.reduce((sum, { start, end }) => sum + (start && end ? minutesBetween(start, end) : 0), 0);
    return {
      employeeKey: employee.key,
      employeeCode: employee.code,
      name: `${employee.lastName} ${employee.firstName}`.trim(),
      divisionCode: employee.divisionCode,
      clockIn,
      breaks,
      clockOut,
      workedMinutes: clockIn && clockOut ? Math.round(minutesBetween(clockIn, clockOut) - pause) : undefined,
    };
  });
}
