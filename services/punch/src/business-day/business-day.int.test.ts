import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fromBinary } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { PunchSchema, topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { aDivision, anEmployee, eventually, expectProblem } from '@genkan/test-kit';
import { netOf } from '../testing/attendance.ts';
import { clock as scriptClock } from '../testing/day-script.ts';
import { follow, observationsOf, startTestPunch, startTestTopics } from '../testing/test-punch.ts';
import type { TestPunch, TestTopics } from '../testing/test-punch.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(60_000);

let company: TestTopics;
let punch: TestPunch;

beforeAll(async () => {
  company = await startTestTopics();
  punch = await startTestPunch(company);
});
afterAll(async () => {
  await punch?.stop();
  await company?.stop();
});

/** A person that punch knows. */
async function aPerson(): Promise<string> {
  const userId = newId();
  await company.publishPeople([userId]);
  await punch.caughtUp();
  return userId;
}

const punched = (userId: string, expected: readonly string[]) =>
  eventually(() => expect(company.attendance(userId)).toEqual(expected), { withinMs: 20_000 });

const plainDay = ['06 break-end 12:58 final', '06 break-start 12:01 final', '06 clock-in 8:58 final', '06 clock-out 18:03 final'];

describe('from the topic of events to the topic of punches', () => {
  test('when a day is lived, then its punches are on the topic as the contract says', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const userId = await aPerson();
    await company.publishEvents(userId, '8:58 logon');
    await punched(userId, ['06 clock-in 8:58 r1 tentative']);
    await company.publishEvents(userId, '12:01 lock, 12:58 unlock, 18:03 logoff');
    await eventually(() => expect(netOf(company.attendance(userId))).toEqual(plainDay.map((line) => line.replace('final', 'tentative'))));

    const record = company.punchRecords().find(({ key }) => key === `${company.companyId}/${userId}`);
    const said = fromBinary(PunchSchema, record?.value ?? new Uint8Array());
    expect(record?.headers).toMatchObject({
      ce_specversion: '1.0', ce_type: 'genkan.punches.v1', ce_source: 'punch', ce_id: `${said.punchId}.1`, company: company.companyId,
    });
    expect(said).toMatchObject({
      companyId: company.companyId, userId, employeeKey: `key-${userId}`, businessDay: '2026-04-06', timeZone: 'Asia/Tokyo',
      revision: 1n, evidenceEventIds: [`${userId} 8:58 logon`], estimated: false, mark: 'SL',
    });
  });

  test('when the clock passes the end of the day, then its punches become final', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const [left, stays] = [await aPerson(), await aPerson()];
    await company.publishEvents(left, '9:00 logon, ~17:59 logoff');
    await company.publishEvents(stays, '9:00 logon');
    await punched(left, ['06 clock-in 9:00 r1 tentative', '06 clock-out 17:59 r1 tentative estimated']);
    await punched(stays, ['06 clock-in 9:00 r1 tentative']);

    punch.clock.setTo(new Date(scriptClock('24:00')));
    await punched(left, ['06 clock-in 9:00 r2 final', '06 clock-out 17:59 r2 final estimated']);
    expect(company.attendance(stays)).toEqual(['06 clock-in 9:00 r1 tentative']);
    punch.clock.setTo(new Date(scriptClock('30:00')));
    await punched(stays, ['06 clock-in 9:00 r2 final']);
  });

  test('when events come shuffled, doubled and days late, from several PCs, then the net punches are the same', async () => {
    punch.clock.setTo(new Date(scriptClock('120:00')));
    const userId = await aPerson();
    const events = observationsOf(userId, 'A 8:58 logon, A 12:01 lock, B 12:58 unlock, B 17:00 lock, A 17:10 unlock, A 18:03 logoff');
    const inDisorder = [5, 2, 0, 2, 4, 1, 3, 5, 0].flatMap((index) => events[index] ?? []);
    for (const event of inDisorder) await company.publishEvents(userId, [event]);

    await eventually(() => expect(netOf(company.attendance(userId))).toEqual(plainDay), { withinMs: 20_000 });
    await company.publishEvents(userId, events);
    await punch.caughtUp();
    const before = company.punches().length;
    await company.publishEvents(userId, inDisorder);
    await punch.caughtUp();
    expect(company.punches()).toHaveLength(before);
  });

  test('when an event of row 5 and 12 crosses the border, then the day is one', async () => {
    punch.clock.setTo(new Date(scriptClock('120:00')));
    const userId = await aPerson();
    await company.publishEvents(userId, '26:00 logoff');
    await company.publishEvents(userId, '20:00 logon');
    await punched(userId, ['06 clock-in 20:00 r1 final', '06 clock-out 26:00 r1 final']);
  });
});

describe('what makes no punch', () => {
  test('when the account is tied to nobody or the clock is suspect, then the events are kept or passed over', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const userId = await aPerson();
    await company.publishEvents('', [...observationsOf(`nobody-${userId}`, '9:00 logon')]);
    await company.publishEvents(userId, '?9:00 logon, 10:00 logon');
    await punched(userId, ['06 clock-in 10:00 r1 tentative']);
    expect(await punch.employeeDays.countDocuments({ companyId: company.companyId, userId: '' })).toBe(0);
    expect((await punch.employeeDays.findOne({ userId }))?.observations).toHaveLength(2);
  });

  test('when an id comes again with another body, then the first in the topic stands', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const userId = await aPerson();
    const [logon] = observationsOf(userId, '9:00 logon');
    await company.publishEvents(userId, [logon!]);
    await punched(userId, ['06 clock-in 9:00 r1 tentative']);
    await company.publishEvents(userId, [{ ...logon!, at: scriptClock('7:00') }, { ...logon!, at: scriptClock('34:00') }]);
    await punch.caughtUp();
    expect(company.attendance(userId)).toEqual(['06 clock-in 9:00 r1 tentative']);
  });

  test('when a record cannot be understood, then it goes to the dead letters and the others become punches', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const userId = await aPerson();
    const dead = await follow(company.bus, company.names.group('dead'), 'punch.business-day.dead');
    const [logon, logoff, lock, unlock] = observationsOf(userId, '9:00 logon, 18:00 logoff, 12:00 lock, 13:00 unlock').map((one) => company.eventOf(userId, one));
    const garbled = { ...lock!, value: new Uint8Array([0xff, 0xff, 0xff]) };
    const other = `${company.companyId}-other`;
    const ofAnother = { ...company.eventOf(userId, observationsOf(userId, '10:00 lock')[0]!), headers: { ...logon!.headers, company: other }, key: `${other}/${newId()}` };
    const timeless = company.eventOf(userId, { ...observationsOf(userId, '11:00 lock')[0]!, at: Date.UTC(1970, 0, 1) });
    await company.bus.publish([logon!, garbled, ofAnother, timeless, unlock!, logoff!]);

    await eventually(
      () => expect(netOf(company.attendance(userId))).toEqual(['06 clock-in 9:00 tentative', '06 clock-out 18:00 tentative']),
      { withinMs: 20_000 },
    );
    await eventually(() => expect(dead.all()).toHaveLength(3), { withinMs: 20_000 });
    expect(dead.all().map(({ headers }) => headers['dead-letter-reason']).sort()).toEqual([
      'PermanentError: not a genkan.gateway.v1.SessionEvent',
      'PermanentError: the event is not of the company of its key',
      'PermanentError: the time of an event is of another age',
    ]);
    await dead.stop();
  });
});

describe('people that arrive in their own time', () => {
  test('when events come before the employee, then they wait, and their punches come with the employee', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    await aPerson();
    const userId = newId();
    await company.publishEvents(userId, '22:00 logon, 28:30 logoff');
    await punch.caughtUp();
    expect(company.attendance(userId)).toEqual([]);

    const divisionCode = newId();
    await company.publish(topics.employees, [company.companyId, userId], anEmployee({
      companyId: company.companyId, userId, divisions: [{ effectiveFrom: timestampFromMs(0), divisionCode }],
    }));
    await punch.caughtUp();
    await company.publish(topics.divisions, [company.companyId, divisionCode], aDivision({ companyId: company.companyId, divisionCode }));
    await eventually(() => expect(netOf(company.attendance(userId))).toEqual(['06 clock-in 22:00 tentative', '06 clock-out 28:30 tentative']), { withinMs: 20_000 });
  });
});

describe('the days in the console', () => {
  const read = async (userId: string, caller: Parameters<TestPunch['get']>[1] = {}, query = 'from=2026-04-06&to=2026-04-07') =>
    punch.get(`/api/console/v1/employee-days/${userId}?${query}`, caller);

  test('when an administrator looks, then each day tells its punches, what decided them and why to look', async () => {
    punch.clock.setTo(new Date(scriptClock('0:00')));
    const userId = await aPerson();
    await company.publishEvents(userId, '20:00 logon, 26:00 logoff, 33:00 logon');
    await eventually(() => expect(company.attendance(userId)).toHaveLength(3));
    punch.clock.setTo(new Date(scriptClock('60:00')));
    await eventually(() => expect(company.attendance(userId)).toContain('07 clock-in 33:00 r2 final'), { withinMs: 20_000 });

    const answer = await read(userId);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      employeeCode: '1001',
      name: '勤怠 太郎',
      days: [
        {
          businessDay: '2026-04-06', timeZone: 'Asia/Tokyo', state: 'closed', reviewReasons: [],
          startsAt: '2026-04-05T15:00:00.000Z', endsAt: '2026-04-06T15:00:00.000Z', closesAt: '2026-04-06T17:30:00.000Z',
          punches: [
            { kind: 'clock-in', time: '2026-04-06T11:00:00.000Z', state: 'final', revision: 2, estimated: false, mark: 'SL', evidenceEventIds: [`${userId} 20:00 logon`] },
            { kind: 'clock-out', time: '2026-04-06T17:00:00.000Z', state: 'final' },
          ],
          evidence: [{ eventId: `${userId} 20:00 logon`, kind: 'logon', inferred: false }, { eventId: `${userId} 26:00 logoff`, kind: 'logoff' }],
        },
        { businessDay: '2026-04-07', state: 'closed', reviewReasons: ['no-clock-out'], punches: [{ kind: 'clock-in', state: 'final' }] },
      ],
    });
  });

  test('when the person is of another company or division, or of none, then nobody is found', async () => {
    const userId = await aPerson();
    await expectProblem(await read(userId, { companyId: newId() }), 'user-not-found');
    await expectProblem(await read(userId, { level: 'general', divisions: ['2000'] }), 'user-not-found');
    await expectProblem(await read(newId()), 'user-not-found');
    expect((await read(userId, { level: 'general', divisions: ['1000'] })).status).toBe(200);
  });

  test.each(['', 'from=2026-04-06', 'from=2026-04-07&to=2026-04-06', 'from=2026-01-01&to=2026-12-31', 'from=yesterday&to=2026-04-06', 'from=2026-04-06&to=2026-04-07&x=1'])(
    'when the period is "%s", then the request is refused',
    async (query) => {
      await expectProblem(await read(newId(), {}, query), 'invalid-request');
    },
  );

  test('when the caller is no administrator, then nothing is told', async () => {
    const path = `${punch.url}/api/console/v1/employee-days/${newId()}?from=2026-04-06&to=2026-04-07`;
    await expectProblem(await fetch(path), 'unauthorized');
    await expectProblem(await fetch(path, { headers: punch.gateway.administrator('policy', { companyId: company.companyId }) }), 'unauthorized');
    await expectProblem(await fetch(path, { headers: punch.gateway.device('punch', { companyId: company.companyId }) }), 'forbidden');
    await expectProblem(await fetch(path, { headers: punch.gateway.operator('punch') }), 'forbidden');
  });
});
