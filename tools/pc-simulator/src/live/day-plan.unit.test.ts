import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { atWorkAfter, dateOf, earlyOn, planDay, workingDay } from './day-plan.ts';

const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }).map((day) => dateOf(day.getTime()));

describe('planDay', () => {
  test('when the day is any, then steps rise, lie within it after the set-up, and end with a shutdown', () => {
    fc.assert(
      fc.property(date, fc.string(), fc.nat({ max: 50 }), (day, person, number) => {
        const steps = planDay(day, person, number);
        expect(planDay(day, person, number)).toEqual(steps);
        const weekend = [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
        expect(steps.length === 0).toBe(weekend);
        if (weekend) return;
        expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).sort((a, b) => a - b));
        expect(steps[0]?.at).toBeGreaterThan(earlyOn(day));
        expect(steps.every(({ at }) => dateOf(at) === day)).toBe(true);
        expect(steps.at(-1)?.act).toBe('shut-down');
      }),
    );
  });

  test('when a simulation goes on within a day, then it knows whether the person is at work', () => {
    const step = (act: 'log-on' | 'lock' | 'go-offline' | 'unlock' | 'cut-power') => ({ at: 0, act });
    expect(atWorkAfter([])).toBe(false);
    expect(atWorkAfter([step('log-on'), step('go-offline')])).toBe(true);
    expect(atWorkAfter([step('log-on'), step('lock')])).toBe(false);
    expect(atWorkAfter([step('log-on'), step('cut-power')])).toBe(false);
  });

  test('when a weekend lies between, then working days leave it out', () => {
    expect(workingDay('2026-11-20', 1)).toBe('2026-11-23');
    expect(workingDay('2026-11-23', -1)).toBe('2026-11-20');
  });
});
