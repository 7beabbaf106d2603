import { describe, expect, test } from '@jest/globals';
import { businessCalendar } from './business-calendar.ts';
import type { DayRules } from './business-calendar.ts';
import { decideBusinessDay } from './business-day.ts';
import type { DecidedDay } from './business-day.ts';
import { clock, firstDay, inWords, script, workedDayRules } from '../testing/day-script.ts';
import { always } from './history.ts';
import { decidePersonDays } from './person-days.ts';

function days(events: string, rules: Partial<DayRules> = {}): Record<string, string> {
  const calendar = businessCalendar(always({ ...workedDayRules, ...rules }));
  const decided = decidePersonDays(calendar, script(events));
  return Object.fromEntries(decided.map(({ window, decided: day }) => [window.day.slice(-2), inWords(day)]));
}

function dayOne(events: string, rules: Partial<DayRules> = {}): DecidedDay {
  const calendar = businessCalendar(always({ ...workedDayRules, ...rules }));
  const decided = decidePersonDays(calendar, script(events)).find(({ window }) => window.day === firstDay)?.decided;
  return decided ?? decideBusinessDay({ window: calendar.of(firstDay), observations: [], claimedUntil: null, following: [] });
}

describe('what opens a day', () => {
  test.each(['0:30 logoff', '0:30 lock', '0:30 switch-disconnect'])('when %s comes first, then it opens nothing', (event) => {
    expect(days(event)).toEqual({ '06': 'nothing' });
  });

  test('when a lock comes before the first logon, then the day begins with the logon', () => {
    expect(days('8:00 lock, 9:00 unlock, 18:00 logoff')).toEqual({ '06': 'in 6 9:00, out 6 18:00' });
  });

  test.each(['shutdown', 'sleep', 'resume'])('when a %s comes after the last of the six kinds, then it is no clock-out', (kind) => {
    expect(days(`9:00 logon, 18:00 lock, 19:00 ${kind}`)).toEqual({ '06': 'in 6 9:00, out 6 18:00' });
  });

  test('when an event bears a suspect clock, then it decides nothing', () => {
    expect(days('?6:00 logon, 9:00 logon, 18:00 logoff, ?23:00 logoff')).toEqual({ '06': 'in 6 9:00, out 6 18:00' });
  });
});

describe('presence at the border', () => {
  test('when a stay under way is left for less than the threshold, then it stays one day', () => {
    expect(days('20:00 logon, 24:15 lock, 24:40 unlock, 26:00 logoff, 33:00 logon, 42:00 logoff')).toEqual({
      '06': 'in 6 20:00, out 7 2:00',
      '07': 'in 7 9:00, out 7 18:00',
    });
  });

  test('when the short absence spans the border itself, then it stays one day', () => {
    expect(days('20:00 logon, 23:50 lock, 24:10 unlock, 25:00 logoff')['06']).toBe('in 6 20:00, out 7 1:00');
  });

  test('when the stay was left for the threshold or longer, then the return begins a new day', () => {
    expect(days('20:00 logon, 24:15 lock, 24:45 unlock, 26:00 logoff')).toEqual({
      '06': 'in 6 20:00, out 7 0:15',
      '07': 'in 7 0:45, out 7 2:00',
    });
  });

  test('when nobody was there at the border, then a logoff after it belongs to no day', () => {
    expect(days('9:00 logon, 18:00 lock, 27:00 logoff')).toEqual({ '06': 'in 6 9:00, out 6 18:00', '07': 'nothing' });
  });

  test('when the stay lasts to the last moment of the carry, then it still counts, and after it no more', () => {
    expect(days('20:00 logon, 30:00 logoff')).toEqual({ '06': 'in 6 20:00, out 7 6:00', '07': 'nothing' });
    expect(days('20:00 logon, 30:01 logoff')).toEqual({ '06': 'in 6 20:00, out none', '07': 'nothing' });
  });

  test('when two PCs are in use over the border, then the last one to be left ends the day', () => {
    expect(days('A 20:00 logon, B 23:00 logon, A 24:30 logoff, B 25:40 logoff')['06']).toBe('in 6 20:00, out 7 1:40');
  });

  test('when presence is carried over two borders, then each day keeps what is nearer than its carry', () => {
    expect(days('20:00 logon, 25:00 switch-connect, 44:00 lock, 44:40 unlock, 49:00 logoff')).toEqual({
      '06': 'in 6 20:00, out 7 1:00',
      '07': 'in 7 20:40, out 8 1:00',
      '08': 'nothing',
    });
  });
});

describe('when a day can no longer change', () => {
  test.each([
    ['left before the border', '9:00 logon, 18:00 logoff', '24:00'],
    ['left shortly before the border', '20:00 logon, 23:50 lock', '24:20'],
    ['left after the border', '20:00 logon, 26:00 logoff', '26:30'],
    ['never left', '20:00 logon', '30:00'],
    ['without any work', '3:00 logoff', '24:00'],
  ])('when it was %s, then it closes accordingly', (_how, events, closes) => {
    expect(dayOne(events).closesAt).toBe(clock(closes));
  });

  test('when there is no carry, then it closes at the border', () => {
    expect(dayOne('20:00 logon', { carryHours: 0 }).closesAt).toBe(clock('24:00'));
  });

  test('when a PC is still in use after the last event, then the day says so', () => {
    expect(dayOne('9:00 logon, 12:00 lock, 13:00 unlock').leftInUse).toBe(true);
    expect(dayOne('9:00 logon, 18:00 lock').leftInUse).toBe(false);
  });
});

describe('zones and clocks', () => {
  test('when clocks go forward in the night, then the shift is one day and its carry is true hours', () => {
    const calendar = businessCalendar(always({ ...workedDayRules, timeZone: 'America/New_York' }));
    const at = (time: string, day: string) => clock(time, 'America/New_York', day);
    const [logon, logoff] = script('0:00 logon, 0:01 logoff');
    const shift = [
      { ...logon!, at: at('20:00', '2026-03-07') },
      { ...logoff!, at: at('6:59', '2026-03-08') },
    ];

    expect(decidePersonDays(calendar, shift).map(({ decided }) => inWords(decided, 'America/New_York'))).toEqual([
      'in 7 20:00, out 8 6:59',
      'nothing',
    ]);
  });
});
