import { describe, expect, test } from '@jest/globals';
import { businessCalendar } from './business-calendar.ts';
import type { DayRules } from './business-calendar.ts';
import { clock, inWords, script, workedDayRules } from '../testing/day-script.ts';
import { historyOf } from './history.ts';
import { decidePersonDays } from './person-days.ts';

interface WorkedDay {
  readonly row: string;
  readonly rules?: Partial<DayRules>;
  readonly events: string;
  readonly result: Record<string, string>;
}

/** Domain 5.5, row by row. Times of the result begin with the day of the month. */
const workedDays: readonly WorkedDay[] = [
  { row: '1: a plain day', events: '8:58 logon, 18:03 logoff', result: { '2026-04-06': 'in 6 8:58, out 6 18:03' } },
  {
    row: '2: a lunch break',
    events: '8:58 logon, 12:01 lock, 12:58 unlock, 18:03 logoff',
    result: { '2026-04-06': 'in 6 8:58, out 6 18:03, break 6 12:01 - 6 12:58' },
  },
  {
    row: '3: an absence below the threshold',
    events: '9:00 logon, 10:00 lock, 10:20 unlock, 18:00 logoff',
    result: { '2026-04-06': 'in 6 9:00, out 6 18:00' },
  },
  {
    row: '4: a night shift before a border of 05:00',
    rules: { borderMinutes: 300 },
    events: '22:00 logon, 28:30 logoff',
    result: { '2026-04-06': 'in 6 22:00, out 7 4:30' },
  },
  {
    row: '5: work past midnight by carry',
    events: '20:00 logon, 26:00 logoff',
    result: { '2026-04-06': 'in 6 20:00, out 7 2:00', '2026-04-07': 'nothing' },
  },
  {
    row: '5 with carry 0: the literal rule of the original',
    rules: { carryHours: 0 },
    events: '20:00 logon, 26:00 logoff',
    result: { '2026-04-06': 'in 6 20:00, out none', '2026-04-07': 'in 7 2:00, out none' },
  },
  {
    row: '6: a PC that is never left',
    events: '20:00 logon, 33:00 unlock',
    result: { '2026-04-06': 'in 6 20:00, out none', '2026-04-07': 'in 7 9:00, out none' },
  },
  {
    row: '7: a power cut',
    events: '9:00 logon, ~14:59 logoff, 15:12 logon #2, 18:00 logoff #2',
    result: { '2026-04-06': 'in 6 9:00, out 6 18:00' },
  },
  {
    row: '8: two PCs that overlap',
    events: 'A 9:00 logon, A 12:00 lock, B 11:50 logon, B 13:00 lock, A 13:10 unlock, A 18:00 logoff',
    result: { '2026-04-06': 'in 6 9:00, out 6 18:00' },
  },
  {
    row: '9: the console locked, the same PC by RDP',
    events: '9:00 logon, 10:00 lock, 10:05 switch-connect #2, 17:00 switch-disconnect #2',
    result: { '2026-04-06': 'in 6 9:00, out 6 17:00' },
  },
  { row: '10: one event', events: '9:00 logon', result: { '2026-04-06': 'in 6 9:00, out none' } },
  {
    row: '11: a lock and an unlock that arrive late',
    events: '8:58 logon, 18:03 logoff, 10:00 lock, 11:00 unlock',
    result: { '2026-04-06': 'in 6 8:58, out 6 18:03, break 6 10:00 - 6 11:00' },
  },
];

describe('worked days of domain 5.5', () => {
  test.each(workedDays)('when row $row, then the day is as written', ({ rules, events, result }) => {
    const calendar = businessCalendar(historyOf([], { ...workedDayRules, ...rules }));

    expect(daysOf(calendar, events)).toEqual(result);
  });

  test('when row 12: the border moves to 05:00 at noon, then the hours up to 05:00 still belong to day 1', () => {
    const calendar = businessCalendar(
      historyOf(
        [
          { effectiveFrom: 0, value: workedDayRules },
          { effectiveFrom: clock('12:00'), value: { ...workedDayRules, borderMinutes: 300 } },
        ],
        workedDayRules,
      ),
    );

    expect(calendar.of('2026-04-06')).toMatchObject({ start: clock('0:00'), end: clock('29:00') });
    expect(calendar.of('2026-04-07')).toMatchObject({ start: clock('29:00'), end: clock('53:00') });
    expect(daysOf(calendar, '9:00 logon, 17:00 logoff, 28:00 logon, 28:40 logoff, 30:00 logon, 40:00 logoff')).toEqual({
      '2026-04-06': 'in 6 9:00, out 7 4:40, break 6 17:00 - 7 4:00',
      '2026-04-07': 'in 7 6:00, out 7 16:00',
    });
  });
});

function daysOf(calendar: ReturnType<typeof businessCalendar>, events: string): Record<string, string> {
  const days = decidePersonDays(calendar, script(events));
  return Object.fromEntries(days.map(({ window, decided }) => [window.day, inWords(decided)]));
}
