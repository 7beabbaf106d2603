import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { businessCalendar, neighbourOf } from './business-calendar.ts';
import type { DayRules } from './business-calendar.ts';
import { clock, workedDayRules } from '../testing/day-script.ts';
import { always, historyOf } from './history.ts';

const hours = (count: number): number => count * 3_600_000;
const newYork = 'America/New_York';
const calendarOf = (rules: Partial<DayRules>) => businessCalendar(always({ ...workedDayRules, ...rules }));

describe('a business day in time', () => {
  test('when nothing changes, then it runs from border to border of the zone', () => {
    const window = calendarOf({ borderMinutes: 300 }).of('2026-04-06');

    expect(window).toMatchObject({ day: '2026-04-06', start: clock('5:00'), end: clock('29:00') });
  });

  test.each([
    ['spring forward', '2026-03-08', 0, 23],
    ['fall back', '2026-11-01', 0, 25],
    ['spring forward after the border of the day before', '2026-03-07', 300, 23],
    ['fall back after the border of the day before', '2026-10-31', 300, 25],
  ])('when clocks %s, then the day of %s has its true length', (_change, day, borderMinutes, length) => {
    const { start, end } = calendarOf({ timeZone: newYork, borderMinutes }).of(day);

    expect(end - start).toBe(hours(length));
  });

  test('when the border falls into the hour that clocks skip, then the day begins with the change', () => {
    const { start } = calendarOf({ timeZone: newYork, borderMinutes: 150 }).of('2026-03-08');

    expect(DateTime.fromMillis(start, { zone: newYork }).toISO()).toBe('2026-03-08T03:00:00.000-04:00');
  });

  test('when the border comes twice, then the day begins with its first', () => {
    const calendar = calendarOf({ timeZone: newYork, borderMinutes: 90 });
    const { start } = calendar.of('2026-11-01');

    expect(DateTime.fromMillis(start, { zone: newYork }).toISO()).toBe('2026-11-01T01:30:00.000-04:00');
    expect(calendar.containing(start + hours(0.75)).day).toBe('2026-11-01');
  });

  test('when a date never was in the zone, then its day is empty and its neighbours meet', () => {
    const calendar = calendarOf({ timeZone: 'Pacific/Apia' });
    const skipped = calendar.of('2011-12-30');

    expect(skipped.start).toBe(skipped.end);
    expect(calendar.of('2011-12-29').end).toBe(calendar.of('2011-12-31').start);
  });
});

describe('a border that moves', () => {
  const moved = (at: string, from: number, to: number) =>
    businessCalendar(
      historyOf(
        [
          { effectiveFrom: 0, value: { ...workedDayRules, borderMinutes: from } },
          { effectiveFrom: clock(at), value: { ...workedDayRules, borderMinutes: to, carryHours: 1 } },
        ],
        workedDayRules,
      ),
    );

  test.each([
    ['later, at noon of day 1', '12:00', 0, 300, '29:00'],
    ['earlier, at noon of day 1', '12:00', 300, 0, '24:00'],
    ['later, after day 2 began', '27:00', 0, 300, '24:00'],
    ['later, before day 2 began', '27:00', 300, 360, '30:00'],
    ['earlier, to a time already past', '27:00', 300, 0, '27:00'],
  ])('when it moves %s, then day 2 begins by the border in force', (_how, at, from, to, start) => {
    const calendar = moved(at, from, to);

    expect(calendar.of('2026-04-06').end).toBe(clock(start));
    expect(calendar.of('2026-04-07').start).toBe(clock(start));
  });

  test('when settings change during a day, then that day keeps those it began with', () => {
    const calendar = moved('12:00', 0, 300);

    expect(calendar.of('2026-04-06').rules.carryHours).toBe(6);
    expect(calendar.of('2026-04-07').rules.carryHours).toBe(1);
  });
});

describe('the calendar', () => {
  const zones = ['Asia/Tokyo', newYork, 'Europe/London', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe'];
  const from = Date.parse('2026-01-01');
  const moment = fc.integer({ min: from, max: from + 365 * hours(24) });
  const rules = fc.record({ timeZone: fc.constantFrom(...zones), borderMinutes: fc.integer({ min: 0, max: 1439 }) });
  const change = fc.record({ effectiveFrom: moment, value: rules.map((some) => ({ ...workedDayRules, ...some })) });
  const histories = fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((periods) => historyOf(periods, workedDayRules));

  test('when asked for any instant, then exactly one day contains it, whatever moved and wherever clocks change', () => {
    fc.assert(
      fc.property(histories, moment, (history, at) => {
        const calendar = businessCalendar(history);
        const { day, start, end } = calendar.containing(at);

        expect(at).toBeGreaterThanOrEqual(start);
        expect(at).toBeLessThan(end);
        expect(calendar.of(neighbourOf(day, -1)).end).toBe(start);
        expect(calendar.of(neighbourOf(day, 1)).start).toBe(end);
      }),
    );
  });

  test('when time goes on, then business days never go back', () => {
    fc.assert(
      fc.property(histories, moment, moment, (history, one, other) => {
        const calendar = businessCalendar(history);
        const [earlier, later] = one < other ? [one, other] : [other, one];

        expect(calendar.containing(earlier).day <= calendar.containing(later).day).toBe(true);
      }),
    );
  });
});
