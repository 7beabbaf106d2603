import { describe, expect, test } from '@jest/globals';
import { punchesOf } from '../punch-topic/punch.ts';
import { businessCalendar } from './business-calendar.ts';
import { decideBusinessDay } from './business-day.ts';
import { clock, firstDay, script, workedDayRules } from '../testing/day-script.ts';
import { always } from './history.ts';
import { reviewReasons } from './review.ts';

function reasons(events: string, now: string): readonly string[] {
  const window = businessCalendar(always(workedDayRules)).of(firstDay);
  const observations = script(events);
  const trusted = observations.filter(({ suspect }) => !suspect);
  const decided = decideBusinessDay({ window, observations: trusted, claimedUntil: null, following: [] });
  const punches = punchesOf({ companyId: 'c', userId: 'u' }, window, decided, clock(now));
  return reviewReasons({ ...decided, punches, observations }, clock(now));
}

describe('what a person should look at', () => {
  test.each([
    ['a plain day', '9:00 logon, 18:00 logoff', '24:00', []],
    ['a day without clock-out that is still open', '9:00 logon', '29:59', []],
    ['a closed day without clock-out', '9:00 logon', '30:00', ['no-clock-out']],
    ['a closed day whose last event left a PC in use', '9:00 logon, 12:00 lock, 13:00 unlock', '30:00', ['left-in-use']],
    ['a closed day that ends with a power cut', '9:00 logon, ~17:00 logoff', '24:00', ['estimated-time']],
    ['a day with a power cut in the middle', '9:00 logon, ~14:59 logoff, 15:12 logon, 18:00 logoff', '24:00', []],
    ['a day with an event of a suspect clock', '9:00 logon, ?12:00 lock', '12:01', ['clock-suspect']],
    ['a day without work', '3:00 logoff', '30:00', []],
  ])('when it is %s, then the reasons are told', (_what, events, now, expected) => {
    expect(reasons(events, now)).toEqual(expected);
  });
});
