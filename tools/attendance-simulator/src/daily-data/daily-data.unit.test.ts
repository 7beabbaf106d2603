import { describe, expect, test } from '@jest/globals';
import { makeSeed } from '../people/seed.ts';
import { makeDailyData } from './daily-data.ts';
import type { Punch } from './punch.ts';

const [employee] = makeSeed(new Date('2026-11-24T00:00:00Z')).employees;
const punch = (kind: Punch['kind'], local: string, rest: Partial<Punch> = {}): Punch => ({
  punchId: `${kind} ${local}`,
  revision: 1,
  companyId: 'c',
  userId: 'u',
  employeeKey: employee!.key,
  employeeCode: employee!.code,
  kind,
  state: 'final',
  time: new Date(`${local}+09:00`).toISOString(),
  businessDay: '2026-11-24',
  timeZone: 'Asia/Tokyo',
  estimated: false,
  mark: 'SL',
  ...rest,
});
const rowOf = (...punches: Punch[]): ReturnType<typeof makeDailyData>[number] => makeDailyData([employee!], punches)[0]!;

describe('makeDailyData', () => {
  test('when a day has clock-in, a break and clock-out, then the row shows them with the mark and the worked time', () => {
    const row = rowOf(
      punch('clock-out', '2026-11-24T18:00:00'),
      punch('break-end', '2026-11-24T13:00:00'),
      punch('break-start', '2026-11-24T12:00:00'),
      punch('clock-in', '2026-11-24T09:00:00'),
    );
    expect([row.clockIn?.time, row.breaks[0]?.start?.time, row.breaks[0]?.end?.time, row.clockOut?.time]).toEqual(['09:00', '12:00', '13:00', '18:00']);
    expect(row.clockIn?.mark).toBe('SL');
    expect(row.workedMinutes).toBe(480);
  });

  test('when a punch is withdrawn, then it is not shown', () => {
    expect(rowOf(punch('clock-out', '2026-11-24T18:00:00', { state: 'withdrawn' })).clockOut).toBeUndefined();
  });

  test('when a punch is tentative, then it says so', () => {
    expect(rowOf(punch('clock-out', '2026-11-24T18:00:00', { state: 'tentative' })).clockOut?.tentative).toBe(true);
  });

  test('when work goes on past midnight, then the time is shown as of the next day', () => {
    expect(rowOf(punch('clock-out', '2026-11-25T02:30:00')).clockOut?.time).toBe('翌02:30');
  });

  test('when a break is still open, then its end is empty and the next break keeps its own', () => {
    const row = rowOf(punch('break-start', '2026-11-24T12:00:00'), punch('break-start', '2026-11-24T15:00:00'), punch('break-end', '2026-11-24T15:30:00'));
    expect(row.breaks.map(({ start, end }) => [start?.time, end?.time])).toEqual([['12:00', undefined], ['15:00', '15:30']]);
  });
});
