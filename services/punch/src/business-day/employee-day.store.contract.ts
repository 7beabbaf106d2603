import { expect, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { clock, script, workedDayRules } from '../testing/day-script.ts';
import { businessCalendar } from './business-calendar.ts';
import { newEmployeeDay } from './employee-day.ts';
import type { EmployeeDay } from './employee-day.ts';
import type { Announcement, EmployeeDayStore } from './employee-day.store.ts';
import { always } from './history.ts';

const calendar = businessCalendar(always(workedDayRules));
const punch = { punchId: 'p', kind: 'clock-in' as const, time: clock('9:00'), evidence: ['e'], estimated: false, state: 'tentative' as const };

/** What every store of employee-days does. `newId` gives unique ids, for stores that are never empty. */
export function employeeDayStoreContract(storeOf: () => EmployeeDayStore, newId: () => string): void {
  const dayOf = (given: Partial<EmployeeDay> = {}, day = '2026-04-06'): EmployeeDay => ({
    ...newEmployeeDay({ companyId: newId(), userId: newId() }, calendar.of(day)),
    observations: script('9:00 logon, ~12:00 lock'),
    punches: [punch],
    announced: [{ ...punch, state: 'withdrawn', revision: 3, decidedAt: clock('9:01') }],
    claimedUntil: clock('1:00'),
    carriedUntil: clock('25:00'),
    leftInUse: true,
    awaiting: true,
    dueAt: clock('30:00'),
    ...given,
  });
  const announcementOf = (day: EmployeeDay): Announcement => {
    const id = newId();
    const message = encodeMessage(topics.punches, [day.companyId, day.userId], {}, { id, source: 'punch', time: new Date() });
    return { id, punchId: id, decidedAt: Date.now(), message };
  };
  const reload = async (day: EmployeeDay): Promise<EmployeeDay | undefined> => (await storeOf().load(day, [day.day]))[0]?.day;

  test('when a day is stored, then all of it is read back under the next rev', async () => {
    const day = dayOf();
    expect(await storeOf().save(day, [announcementOf(day)])).toBe('saved');
    expect(await reload(day)).toEqual({ ...day, rev: 1 });

    const changed: EmployeeDay = { ...day, rev: 1, observations: script('9:00 logon'), awaiting: false, dueAt: null, claimedUntil: null, carriedUntil: null };
    expect(await storeOf().save(changed, [])).toBe('saved');
    expect(await reload(day)).toEqual({ ...changed, rev: 2 });
  });

  test('when somebody else was first, then nothing is stored', async () => {
    const day = dayOf();
    await storeOf().save(day, []);
    expect(await storeOf().save({ ...day, leftInUse: false }, [])).toBe('moved');
    await storeOf().save({ ...day, rev: 1 }, []);
    expect(await storeOf().save({ ...day, rev: 1, leftInUse: false }, [])).toBe('moved');
    expect(await reload(day)).toEqual({ ...day, rev: 2 });
  });

  test('when many store the same rev at once, then one of them does', async () => {
    const day = dayOf();
    const firsts = await Promise.all(Array.from({ length: 10 }, () => storeOf().save(day, [])));
    const seconds = await Promise.all(Array.from({ length: 10 }, () => storeOf().save({ ...day, rev: 1 }, [])));

    expect([firsts, seconds].map((all) => all.filter((one) => one === 'saved').length)).toEqual([1, 1]);
  });

  test('when days of a period are asked for, then those of this person come in order', async () => {
    const owner = { companyId: newId(), userId: newId() };
    for (const day of ['2026-04-08', '2026-04-06', '2026-04-07', '2026-04-09']) await storeOf().save(dayOf(owner, day), []);
    await storeOf().save(dayOf({ companyId: owner.companyId }, '2026-04-07'), []);
    await storeOf().save(dayOf({ userId: owner.userId }, '2026-04-07'), []);

    expect((await storeOf().list(owner, '2026-04-06', '2026-04-08')).map(({ day }) => day)).toEqual(['2026-04-06', '2026-04-07', '2026-04-08']);
    expect((await storeOf().load(owner, ['2026-04-09', '2026-04-01'])).map(({ day }) => day.day)).toEqual(['2026-04-09']);
  });

  test('when days are to be decided again, then they are due at once and a decision under way cannot be stored', async () => {
    const at = new Date(clock('12:00'));
    const companyId = newId();
    const ended = dayOf({ companyId, awaiting: false });
    const open = dayOf({ companyId, awaiting: false }, '2026-04-07');
    const waiting = dayOf({ companyId, awaiting: true });
    const elsewhere = dayOf({ awaiting: true }, '2026-04-07');
    for (const day of [ended, open, waiting, elsewhere]) await storeOf().save(day, []);

    await storeOf().revisit(companyId, { which: { endedAfter: ended.endsAt } }, at);
    expect(await reload(open)).toEqual({ ...open, rev: 2, dueAt: at.getTime() });
    expect(await storeOf().save({ ...open, rev: 1 }, [])).toBe('moved');

    await storeOf().revisit(companyId, { which: 'awaiting', userId: newId() }, at);
    expect(await reload(waiting)).toEqual({ ...waiting, rev: 1 });
    await storeOf().revisit(companyId, { which: 'awaiting', userId: waiting.userId }, at);
    expect(await reload(waiting)).toEqual({ ...waiting, rev: 2, dueAt: at.getTime() });
    for (const day of [ended, elsewhere]) expect(await reload(day)).toEqual({ ...day, rev: 1 });
  });
}
