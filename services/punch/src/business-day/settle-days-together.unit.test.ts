import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { businessCalendar } from './business-calendar.ts';
import { netOf } from '../testing/attendance.ts';
import { clock, workedDayRules } from '../testing/day-script.ts';
import type { EmployeeDayStore } from './employee-day.store.ts';
import { observationsWithin } from './employee-day.ts';
import { historyOf } from './history.ts';
import type { Observation, ObservationKind } from './observation.ts';
import { decidePersonDays } from './person-days.ts';
import { linked, punchWorld } from '../testing/punch-world.ts';

const minute = 60_000;
const kinds: ObservationKind[] = ['logon', 'logoff', 'lock', 'unlock'];
const borders = [
  { effectiveFrom: 0, value: 0 },
  { effectiveFrom: clock('12:00'), value: 300 },
];

/** Three days, so that almost everything happens near a border. */
const observations: fc.Arbitrary<Observation[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      at: fc.oneof(fc.integer({ min: 18 * 60, max: 34 * 60 }), fc.integer({ min: 0, max: 72 * 60 })).map((at) => clock('0:00') + at * minute),
      device: fc.constantFrom('pc-a', 'pc-b'),
      inferred: fc.boolean(),
      suspect: fc.constantFrom(false, false, false, false, true),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((facts) => facts.map((fact, index) => ({ ...fact, session: 1, id: `event-${index}`, sequence: index })));

/** The events as several processes get them: cut into batches, some twice, in any order. */
const deliveries = observations.chain((set) =>
  fc.tuple(
    fc.constant(set),
    fc.array(fc.subarray(set, { minLength: 1 }), { maxLength: 4 }),
    fc.shuffledSubarray(set, { minLength: set.length }),
    fc.integer({ min: 1, max: 4 }),
  ).map(([all, extra, order, size]) => ({
    all,
    batches: [...extra, ...Array.from({ length: Math.ceil(order.length / size) }, (_, part) => order.slice(part * size, (part + 1) * size))],
  })),
);

/** Every call of the store waits until the schedule lets it through: processes interleave in any way. */
const scheduled = (scheduler: fc.Scheduler) => (days: EmployeeDayStore): EmployeeDayStore => ({
  ...days,
  load: scheduler.scheduleFunction((...call) => days.load(...call)),
  save: scheduler.scheduleFunction((...call) => days.save(...call)),
  revisit: scheduler.scheduleFunction((...call) => days.revisit(...call)),
});

describe('several processes on the days of one person', () => {
  test('when deliveries and late records interleave in any way, then the punches are those of the set of events (I8)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), deliveries, async (scheduler, { all, batches }) => {
        const alone = await punchWorld().settled();
        await alone.learnDivision(borders);
        await alone.observe(all);

        const world = punchWorld(scheduled(scheduler));
        const runs = Promise.all([
          ...batches.map((batch) => world.observe(batch)),
          world.learnEmployee(),
          world.learnDivision(borders),
          world.learnCompany(),
        ]);
        await scheduler.waitFor(runs);
        const rest = world.runDue();
        await scheduler.waitFor(rest);

        expect(netOf(world.attendance())).toEqual(netOf(alone.attendance()));
        const stored = world.days().flatMap((day) => observationsWithin(day).map(({ id }) => id));
        expect(stored.sort()).toEqual(all.map(({ id }) => id).sort());
      }),
      { numRuns: 80 },
    );
  });

  test('when events come one by one, then the stored days are those that the whole set decides', async () => {
    const calendar = businessCalendar(
      historyOf(borders.map(({ effectiveFrom, value }) => ({ effectiveFrom, value: { ...workedDayRules, ...linked, borderMinutes: value } })), workedDayRules),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ all, batches }) => {
        const world = await punchWorld().settled();
        await world.learnDivision(borders);
        for (const batch of batches) await world.observe(batch);

        const expected = decidePersonDays(calendar, all).map(({ window, decided }) => [window.day, decided.clockIn?.id, decided.clockOut?.id, decided.breaks.length]);
        const stored = world.days().map(({ day, punches }) => {
          const evidence = (kind: string) => punches.find((punch) => punch.kind === kind)?.evidence[0];
          return [day, evidence('clock-in'), evidence('clock-out'), punches.filter(({ kind }) => kind === 'break-end').length];
        });
        expect(stored.filter(([, clockIn]) => clockIn !== undefined)).toEqual(expected.filter(([, clockIn]) => clockIn !== undefined));
      }),
      { numRuns: 100 },
    );
  });

  test('when a punch is announced again and again, then no id and revision has two bodies and revisions only rise (I9, I10)', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ batches }) => {
        const world = await punchWorld().settled();
        for (const batch of batches) await world.observe(batch);
        world.setClock('120:00');
        await world.runDue();

        const last = new Map<string, bigint>();
        for (const { punchId, revision } of world.punches()) {
          expect(revision).toBe((last.get(punchId) ?? 0n) + 1n);
          last.set(punchId, revision);
        }
        expect(world.attendance().filter((line) => line.includes('tentative'))).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });
});
