import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { businessCalendar } from './business-calendar.ts';
import type { DayRules } from './business-calendar.ts';
import { clock, workedDayRules } from '../testing/day-script.ts';
import { historyOf } from './history.ts';
import { canPunch } from './observation.ts';
import type { Observation, ObservationKind } from './observation.ts';
import { decidePersonDays } from './person-days.ts';

const minute = 60_000;
/** Clocks in New York go forward in the second of the four days. */
const origin = clock('0:00', 'America/New_York', '2026-03-07');
const fourDays = 4 * 24 * 60;
const kinds: ObservationKind[] = ['logon', 'logoff', 'lock', 'unlock', 'switch-connect', 'switch-disconnect'];
const powerKinds: ObservationKind[] = ['shutdown', 'sleep', 'resume'];

/** Minutes since the origin, with midnight and borders often hit exactly. */
const moment = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: fourDays }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 5 * 60, 24 * 60, 28 * 60, 29 * 60, 47 * 60, 52 * 60) },
);
const rules: fc.Arbitrary<DayRules> = fc.record({
  borderMinutes: fc.constantFrom(0, 300, 720, 1439),
  timeZone: fc.constantFrom('Asia/Tokyo', 'UTC', 'America/New_York', 'Europe/London'),
  carryHours: fc.integer({ min: 0, max: 12 }),
  breakThresholdMinutes: fc.constantFrom(1, 30, 180),
  punchLinkage: fc.constant(true),
  breakLinkage: fc.constant(true),
});
const histories = fc
  .array(fc.record({ effectiveFrom: moment.map((at) => origin + at * minute), value: rules }), { minLength: 1, maxLength: 3 })
  .map((periods) => historyOf(periods, workedDayRules));

/** Anything three PCs with two sessions each can say, in any combination, possible or not. */
const observations: fc.Arbitrary<Observation[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds, ...kinds, ...powerKinds),
      at: moment.map((at) => origin + at * minute),
      device: fc.constantFrom('pc-a', 'pc-b', 'pc-c'),
      session: fc.constantFrom(1, 2, null),
      inferred: fc.boolean(),
      suspect: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 40 },
  )
  .map((facts) => facts.map((fact, index) => ({ ...fact, id: `event-${index}`, sequence: index })));

const shuffledWithCopies = (set: readonly Observation[]): fc.Arbitrary<Observation[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...set], { minLength: set.length }),
      fc.array(fc.nat(), { maxLength: 20 }),
    )
    .map(([order, copies]) => {
      const again = copies.flatMap((pick) => order.slice(pick % (order.length || 1)).slice(0, 1));
      return [...again.slice(0, 10), ...order, ...again.slice(10)];
    });

describe('the days of a person', () => {
  test('when the same events come in any order and any number of copies, then the days are identical (I8)', () => {
    const runs = observations.chain((set) => fc.tuple(fc.constant(set), shuffledWithCopies(set)));
    fc.assert(
      fc.property(histories, runs, (history, [set, arrived]) => {
        const calendar = businessCalendar(history);

        expect(decidePersonDays(calendar, arrived)).toEqual(decidePersonDays(calendar, set));
      }),
      { numRuns: 200 },
    );
  });

  test('when events are whatever they are, then each day has at most one clock-in and all lies in order (I7)', () => {
    fc.assert(
      fc.property(histories, observations, (history, set) => {
        const calendar = businessCalendar(history);
        const days = decidePersonDays(calendar, set);

        expect(new Set(days.map(({ window }) => window.day)).size).toBe(days.length);
        for (const { decided } of days) {
          const times = [
            decided.clockIn?.at,
            ...decided.breaks.flatMap(({ opening, closing }) => [opening.at, closing.at]),
            decided.clockOut?.at,
          ].filter((at) => at !== undefined);

          expect(times).toEqual(times.toSorted((a, b) => a - b));
          if (decided.clockIn === null) expect(times).toEqual([]);
          if (decided.breaks.length > 0) expect(decided.clockOut).not.toBeNull();
          expect(decided.clockOut).not.toBe(decided.clockIn ?? undefined);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('when one day follows another, then no event serves both and the first ends before the second begins', () => {
    fc.assert(
      fc.property(histories, observations, (history, set) => {
        const days = decidePersonDays(businessCalendar(history), set).filter(({ decided }) => decided.clockIn !== null);

        for (const [index, { decided }] of days.entries()) {
          const next = days[index + 1]?.decided.clockIn;
          const last = decided.clockOut ?? decided.clockIn;
          if (next != null && last !== null) {
            expect(next.id).not.toBe(last.id);
            expect(next.at).toBeGreaterThanOrEqual(last.at);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test('when a day punches, then by trusted events of the six kinds only, within the day and its carry', () => {
    fc.assert(
      fc.property(histories, observations, (history, set) => {
        for (const { window, decided } of decidePersonDays(businessCalendar(history), set)) {
          const { clockIn, clockOut, breaks, closesAt } = decided;
          const evidence = [clockIn, clockOut, ...breaks.flatMap(({ opening, closing }) => [opening, closing])];
          for (const event of evidence.filter((one) => one !== null)) {
            expect(canPunch(event) && !event.suspect).toBe(true);
            expect(event.at).toBeGreaterThanOrEqual(window.start);
            expect(event.at).toBeLessThanOrEqual(window.end + window.rules.carryHours * 60 * minute);
          }
          expect(closesAt).toBeGreaterThanOrEqual(window.end);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('when a break is found, then it reaches the threshold and no PC of the person was in use in it', () => {
    fc.assert(
      fc.property(rules, observations, (rule, set) => {
        for (const { decided } of decidePersonDays(businessCalendar(historyOf([], rule)), set)) {
          for (const { opening, closing } of decided.breaks) {
            expect(closing.at - opening.at).toBeGreaterThanOrEqual(rule.breakThresholdMinutes * minute);
            const begunInside = set.filter(
              (one) =>
                !one.suspect && one.at > opening.at && one.at < closing.at &&
                ['logon', 'unlock', 'switch-connect'].includes(one.kind),
            );
            expect(begunInside).toEqual([]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
