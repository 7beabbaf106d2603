import { describe, expect, test } from '@jest/globals';
import { clock, script } from '../testing/day-script.ts';
import { observationsWithin } from './employee-day.ts';
import { linked, punchWorld } from '../testing/punch-world.ts';
import { mostObservationsOfDay } from './settle-days.ts';

describe('from events to punches', () => {
  test('when a day is lived, then each event moves what it decides and nothing else', async () => {
    const world = await punchWorld().settled();

    await world.observe('8:58 logon');
    expect(world.attendance()).toEqual(['06 clock-in 8:58 r1 tentative']);
    await world.observe('12:01 lock');
    expect(world.attendance()).toEqual(['06 clock-in 8:58 r1 tentative', '06 clock-out 12:01 r1 tentative']);
    await world.observe('12:58 unlock, 18:03 logoff');
    expect(world.attendance()).toEqual([
      '06 break-end 12:58 r1 tentative',
      '06 break-start 12:01 r1 tentative',
      '06 clock-in 8:58 r1 tentative',
      '06 clock-out 18:03 r2 tentative',
    ]);
  });

  test('when the day ends, then what holds becomes final, and a day without clock-out stays without', async () => {
    const world = await punchWorld().settled();
    await world.observe('9:00 logon');
    world.setClock('29:59');
    await world.runDue();
    expect(world.attendance()).toEqual(['06 clock-in 9:00 r1 tentative']);

    world.setClock('30:00');
    await world.runDue();
    expect(world.attendance()).toEqual(['06 clock-in 9:00 r2 final']);
    expect(world.days()[0]?.dueAt).toBeNull();
  });

  test('when events of row 11 arrive three days late, then only what changed has a new revision', async () => {
    const world = await punchWorld().settled();
    await world.observe('8:58 logon, 18:03 logoff');
    world.setClock('24:00');
    await world.runDue();
    world.setClock('80:00');
    await world.observe('10:00 lock, 11:00 unlock');

    expect(world.attendance()).toEqual([
      '06 break-end 11:00 r1 final',
      '06 break-start 10:00 r1 final',
      '06 clock-in 8:58 r2 final',
      '06 clock-out 18:03 r2 final',
    ]);
  });

  test('when a late event shows that the day went on over the border, then it is tentative again until its carry ends', async () => {
    const world = await punchWorld().settled();
    await world.observe('20:00 logon, 21:00 lock');
    world.setClock('24:00');
    await world.runDue();
    await world.observe('21:10 unlock');
    expect(world.attendance()).toContain('06 clock-out 21:10 r3 tentative');

    world.setClock('30:00');
    await world.runDue();
    expect(world.attendance()).toEqual(['06 clock-in 20:00 r4 final', '06 clock-out 21:10 r4 final']);
  });

  test('when an event turns out to belong to the day before, then the punch it made is withdrawn, and it may come back', async () => {
    const world = await punchWorld().settled();
    await world.observe('24:40 unlock, 26:00 logoff');
    expect(world.attendance()).toEqual(['07 clock-in 24:40 r1 tentative', '07 clock-out 26:00 r1 tentative']);

    await world.observe('20:00 logon, 24:15 lock');
    expect(world.attendance()).toEqual([
      '06 clock-in 20:00 r1 tentative',
      '06 clock-out 26:00 r1 tentative',
      '07 clock-in 24:40 r2 withdrawn',
      '07 clock-out 26:00 r2 withdrawn',
    ]);

    await world.observe('24:05 lock');
    expect(world.attendance()).toEqual([
      '06 clock-in 20:00 r1 tentative',
      '06 clock-out 24:05 r2 tentative',
      '07 clock-in 24:40 r3 tentative',
      '07 clock-out 26:00 r3 tentative',
    ]);
  });
});

describe('events that make no punch', () => {
  test('when the account is tied to nobody, then there is no day, and the id is used', async () => {
    const world = await punchWorld().settled();
    await world.observe('9:00 logon', '');
    await world.observe('9:00 logon');

    expect(world.days()).toEqual([]);
  });

  test('when an id comes again with another body, then the first stands, whatever day or person the other names', async () => {
    const world = await punchWorld().settled();
    const [logon] = script('9:00 logon');
    await world.observe([logon!]);
    await world.observe([{ ...logon!, at: clock('7:00') }, { ...logon!, at: clock('33:00') }]);
    await world.observe([logon!], 'hanako');

    expect(world.attendance()).toEqual(['06 clock-in 9:00 r1 tentative']);
    expect(world.days()).toHaveLength(1);
  });

  test('when a clock is suspect, then the event is kept and makes no punch', async () => {
    const world = await punchWorld().settled();
    await world.observe('9:00 logon, ?60:00 logoff');

    expect(world.attendance()).toEqual(['06 clock-in 9:00 r1 tentative']);
    expect(world.days().map(({ day, observations, dueAt }) => [day, observations.length, dueAt !== null])).toEqual([
      ['2026-04-06', 1, true],
      ['2026-04-08', 1, false],
    ]);
  });

  test('when punch linkage is off, then the day is decided and nothing is told', async () => {
    const world = await punchWorld().settled();
    await world.learnCompany([{ effectiveFrom: 0, value: { ...linked, punchLinkage: false } }]);
    await world.observe('9:00 logon, 18:00 logoff');

    expect(world.attendance()).toEqual([]);
    expect(world.days()[0]?.punches.map(({ kind }) => kind)).toEqual(['clock-in', 'clock-out']);
  });

  test('when break linkage is off, then breaks make no punches', async () => {
    const world = await punchWorld().settled();
    await world.learnCompany([{ effectiveFrom: 0, value: { ...linked, breakLinkage: false } }]);
    await world.observe('9:00 logon, 12:00 lock, 13:00 unlock, 18:00 logoff');

    expect(world.attendance()).toEqual(['06 clock-in 9:00 r1 tentative', '06 clock-out 18:00 r1 tentative']);
  });

  test('when one person says more in a day than a person can, then it is refused and the day stands', async () => {
    const world = await punchWorld().settled();
    const [logon] = script('9:00 logon');
    const flood = Array.from({ length: mostObservationsOfDay }, (_, index) => ({ ...logon!, id: `${index}`, at: logon!.at + index }));
    await world.observe(flood);

    await expect(world.observe('18:00 logoff')).rejects.toThrow('more than 5000 events');
    await world.observe(flood.slice(0, 10));
    expect(world.days()[0]?.observations).toHaveLength(mostObservationsOfDay);
  });
});

describe('records that arrive in their own time', () => {
  test('when the employee is not known yet, then the day waits and is told once they are', async () => {
    const world = punchWorld();
    await world.learnCompany();
    await world.learnDivision();
    await world.observe('9:00 logon, 18:00 logoff');
    expect(world.attendance()).toEqual([]);
    expect(world.days()[0]?.awaiting).toBe(true);

    await world.learnEmployee();
    await world.runDue();
    expect(world.attendance()).toEqual(['06 clock-in 9:00 r1 tentative', '06 clock-out 18:00 r1 tentative']);
    expect(world.days()[0]?.awaiting).toBe(false);
  });

  test('when nothing was known, then days move to where the true border and zone put them', async () => {
    const world = punchWorld();
    await world.observe('22:00 logon, 24:50 lock, 25:40 unlock, 28:30 logoff');
    await world.learnEmployee();
    await world.learnDivision([{ effectiveFrom: 0, value: 300 }]);
    await world.learnCompany();
    world.setClock('29:00');
    await world.runDue();

    expect(world.attendance()).toEqual([
      '06 break-end 25:40 r1 final',
      '06 break-start 24:50 r1 final',
      '06 clock-in 22:00 r2 final',
      '06 clock-out 28:30 r1 final',
    ]);
    expect(world.days().map((day) => [day.day, observationsWithin(day).length])).toEqual([
      ['2026-04-06', 4],
      ['2026-04-07', 0],
    ]);
  });

  test('when a border moved at noon but the record comes after the night, then row 12 holds all the same', async () => {
    const world = await punchWorld().settled();
    await world.observe('9:00 logon, 17:00 logoff, 28:00 logon, 28:40 logoff');
    expect(world.attendance()).toContain('07 clock-in 28:00 r1 tentative');

    await world.learnDivision([{ effectiveFrom: 0, value: 0 }, { effectiveFrom: clock('12:00'), value: 300 }]);
    await world.runDue();
    expect(world.attendance()).toEqual([
      '06 break-end 28:00 r1 tentative',
      '06 break-start 17:00 r1 tentative',
      '06 clock-in 9:00 r1 tentative',
      '06 clock-out 28:40 r2 tentative',
      '07 clock-in 28:00 r2 withdrawn',
      '07 clock-out 28:40 r2 withdrawn',
    ]);
  });

  test('when settings change, then days that ended before stay untouched', async () => {
    const world = await punchWorld().settled();
    await world.observe('9:00 logon, 12:00 lock, 13:00 unlock, 18:00 logoff');
    world.setClock('24:00');
    await world.runDue();
    const before = world.days();

    world.setClock('36:00');
    await world.learnCompany([
      { effectiveFrom: 0, value: linked },
      { effectiveFrom: clock('36:00'), value: { ...linked, breakThresholdMinutes: 90 } },
    ]);
    await world.runDue();
    expect(world.days()).toEqual(before);
  });
});

describe('many changes at once', () => {
  test('when more punches change than a document can announce, then the rest follows', async () => {
    const world = await punchWorld().settled();
    await world.learnCompany([{ effectiveFrom: 0, value: { ...linked, breakThresholdMinutes: 1 } }]);
    const flicker = Array.from({ length: 60 }, (_, index) => `${9 + Math.floor(index / 30)}:${String((index % 30) * 2).padStart(2, '0')} ${index % 2 === 0 ? 'unlock' : 'lock'}`);
    await world.observe(flicker.join(', '));
    world.setClock('18:00');
    await world.runDue();

    expect(world.attendance()).toHaveLength(2 + 2 * 29);
  });
});
