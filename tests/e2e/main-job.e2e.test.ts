import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { DateTime } from 'luxon';
import { seat } from './support/employee.ts';
import { kcatRecords, kcatValue, oathtool, protocDecode } from './support/outside-programs.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(240_000);

let story: Story;

beforeAll(async () => {
  story = await startStory();
});

afterAll(async () => {
  await story?.end();
});

// A day that is over with its carry, whatever the time of day the test runs at.
const day = DateTime.now().setZone('Asia/Tokyo').minus({ days: 3 }).toISODate()!;
const at = (time: string): string => `${day}T${time}+09:00`;

interface Entry {
  readonly operation: string;
  readonly occurredAt: string;
  readonly remark: { readonly key: string; readonly values: Readonly<Record<string, string>> };
  readonly actor: { readonly id: string; readonly name: string };
  readonly result: string | null;
}

const logOf = async (text: string, limit = 100): Promise<Entry[]> => {
  const { entries } = (await story.demo.console.call('GET', `/log-entries?limit=${limit}&q=${encodeURIComponent(text)}`)) as { entries: Entry[] };
  return entries;
};

interface DailyRow {
  readonly employeeCode: string;
  readonly clockIn?: { time: string; mark: string; tentative: boolean };
  readonly clockOut?: { time: string; mark: string; tentative: boolean; estimated: boolean };
  readonly breaks: { start?: { time: string }; end?: { time: string } }[];
}

const dailyRow = async (employeeCode: string): Promise<DailyRow | undefined> => {
  const answer = await fetch(`${story.genkan.attendance.url}/simulator/daily-data?date=${day}`);
  const { rows } = (await answer.json()) as { rows: DailyRow[] };
  return rows.find((row) => row.employeeCode === employeeCode);
};

describe('two factors at the door', () => {
  test('when password and a code by oathtool are right, then the PC opens; wrong, repeated and no code are refused with one and the same message', async () => {
    const { pc, windowsUser, secret, user } = await seat(story, { user: story.demo.otpUsers[0]!, from: at('08:50:00'), pcName: 'PC-DOOR', otp: true });
    const password = pc.windowsUser(windowsUser).password;
    const code = await oathtool(secret!);

    const refusals = [
      await pc.logOn({ user: windowsUser, code: code === '000000' ? '000001' : '000000' }),
      await pc.logOn({ user: windowsUser, password: `${password}x`, code }),
    ];
    // A time step can pass between the two calls of oathtool; the code typed is the present one.
    const present = await oathtool(secret!);
    expect(await pc.logOn({ user: windowsUser, code: present })).toEqual({ outcome: 'accepted', method: 'password+otp' });
    await pc.lock(windowsUser);
    refusals.push(await pc.unlock({ user: windowsUser, code: present }));
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal)))).toEqual(new Set([JSON.stringify({ outcome: 'refused', message: 'logon-refused' })]));
    await pc.stop();

    // The log holds every check with its reason, for administrators only, and never a code or the secret.
    const entries = await eventually(async () => {
      const found = (await logOf('PC-DOOR')).filter(({ operation }) => /logon-auth|unlock-auth|otp-register/.test(operation));
      expect(found.length).toBeGreaterThanOrEqual(4);
      return found;
    });
    const text = JSON.stringify(entries);
    expect(entries.filter(({ operation }) => operation === 'otp-register')).toHaveLength(1);
    expect(text).toContain('wrong-code');
    expect(text).toContain('replayed');
    for (const hidden of [present, code, secret!]) expect(text).not.toContain(hidden);
    expect(entries.every(({ actor }) => actor.id === user.userId)).toBe(true);
  });

  test('when five codes were wrong, then the sixth guess waits even with the right code', async () => {
    const { pc, windowsUser, secret } = await seat(story, { user: story.demo.otpUsers[1]!, from: at('08:50:00'), pcName: 'PC-GUESS', otp: true });
    const right = await oathtool(secret!);
    const wrong = ['111111', '222222', '333333', '444444', '555555', '666666'].filter((code) => code !== right).slice(0, 5);
    for (const code of wrong) expect((await pc.logOn({ user: windowsUser, code })).outcome).toBe('refused');
    expect(await pc.logOn({ user: windowsUser, code: await oathtool(secret!) })).toEqual({ outcome: 'refused', message: 'logon-refused' });
    await eventually(async () => expect(JSON.stringify(await logOf('PC-GUESS'))).toContain('delayed'));
    await pc.stop();
  });

  test('when the server cannot be reached, then the screen says so within two seconds and lets nobody in', async () => {
    const { pc, windowsUser, secret } = await seat(story, { user: story.demo.otpUsers[2]!, from: at('08:50:00'), pcName: 'PC-NOSERVER', otp: true });
    pc.goOffline('black-hole');
    const begun = performance.now();
    expect(await pc.logOn({ user: windowsUser, code: await oathtool(secret!) })).toEqual({ outcome: 'unavailable', message: 'logon-unavailable' });
    expect(performance.now() - begun).toBeLessThan(2_500);
    await pc.stop();
  });
});

describe('a day becomes punches', () => {
  test('when a PC locks, goes offline, loses its power and comes back, then all events arrive once and in order and the attendance system shows the day', async () => {
    const { pc, windowsUser, user } = await seat(story, { user: story.demo.passwordUsers[0]!, from: at('08:00:00'), pcName: 'PC-DAY' });
    // What happened before the account was tied stays without a user: the day begins at 9:00.
    await pc.liveUntil(at('09:00:00'));
    await pc.logOn({ user: windowsUser });
    await pc.liveUntil(at('12:01:00'));
    await pc.lock();
    await pc.liveUntil(at('12:58:00'));
    await pc.unlock();
    pc.goOffline();
    await pc.liveUntil(at('14:00:00'));
    await pc.lock();
    await pc.liveUntil(at('14:10:00'));
    await pc.unlock();
    await pc.liveUntil(at('15:00:00'));
    await pc.cutPower();
    await pc.liveUntil(at('15:10:00'));
    pc.goOnline();
    await pc.boot();
    await pc.liveUntil(at('15:12:00'));
    await pc.logOn({ user: windowsUser });
    await pc.liveUntil(at('18:00:00'));
    await pc.logOff();
    await pc.allSent();

    const expected = ['logon', 'lock', 'unlock', 'lock', 'unlock', 'inferred-logoff', 'logon', 'logoff'];
    await eventually(async () => {
      const kinds = (await logOf('PC-DAY'))
        .filter(({ operation, occurredAt, remark }) => operation === 'session-event' && Date.parse(occurredAt) >= Date.parse(at('09:00:00')) && remark.key !== 'boot')
        .map(({ remark }) => remark.key)
        .reverse();
      expect(kinds).toEqual(expected);
    });
    const row = await eventually(async () => {
      const found = await dailyRow(user.employeeCode);
      expect(found?.clockOut?.time).toBe('18:00');
      return found!;
    });
    expect(row.clockIn).toMatchObject({ time: '09:00', mark: 'SL' });
    expect(row.clockOut).toMatchObject({ mark: 'SL' });
    expect(row.breaks.map(({ start, end }) => [start?.time, end?.time])).toEqual([['12:01', '12:58']]);
    // The day is over with its carry, so the close of day makes it final.
    await eventually(async () => expect((await dailyRow(user.employeeCode))?.clockOut?.tentative).toBe(false), { withinMs: 30_000 });
    await pc.stop();
  });

  test('when kcat and protoc read the punch topic with the committed contract, then they see the same punches', async () => {
    const { pc, windowsUser, user } = await seat(story, { user: story.demo.passwordUsers[1]!, from: at('08:58:00'), pcName: 'PC-KCAT' });
    await pc.logOn({ user: windowsUser });
    await pc.liveUntil(at('18:03:00'));
    await pc.logOff();
    await pc.allSent();
    await eventually(async () => expect((await dailyRow(user.employeeCode))?.clockOut?.time).toBe('18:03'));

    const brokers = story.servers.kafka.brokers;
    const records = (await kcatRecords(brokers, 'genkan.punches.v1')).filter(({ key }) => key === `${story.demo.companyId}/${user.userId}`);
    expect(records.length).toBeGreaterThanOrEqual(2);
    expect(records[0]!.headers).toMatch(/ce_specversion=1\.0/);
    expect(records[0]!.headers).toMatch(/ce_type=genkan\.punches\.v1/);
    const texts = await Promise.all(records.map(async (record) => protocDecode('genkan.punch.v1.Punch', 'genkan/punch/v1/punch.proto', await kcatValue(brokers, 'genkan.punches.v1', record))));
    const clockOut = texts.filter((text) => text.includes('PUNCH_KIND_CLOCK_OUT')).at(-1)!;
    expect(clockOut).toContain(`business_day: "${day}"`);
    expect(clockOut).toContain(`seconds: ${Date.parse(at('18:03:00')) / 1000}`);
    expect(clockOut).toContain('mark: "SL"');
    await pc.stop();
  });

  test('when an account is not tied, then its events are kept and marked in the log, and no punch follows', async () => {
    const { pc } = await seat(story, { user: story.demo.passwordUsers[2]!, from: at('08:00:00'), pcName: 'PC-UNTIED' });
    await pc.liveUntil(at('10:00:00'));
    await pc.logOn({ user: 'visitor' });
    await pc.liveUntil(at('11:00:00'));
    await pc.logOff('visitor');
    await pc.allSent();
    await eventually(async () => {
      const entries = (await logOf('visitor')).filter(({ operation }) => operation === 'session-event');
      expect(entries.map(({ remark }) => remark.key).sort()).toEqual(['logoff', 'logon']);
      expect(entries.every(({ actor }) => actor.id === '')).toBe(true);
    });
    const { rows } = (await (await fetch(`${story.genkan.attendance.url}/simulator/daily-data?date=${day}`)).json()) as { rows: DailyRow[] };
    expect(rows.filter(({ clockIn }) => clockIn?.time === '10:00')).toEqual([]);
    await pc.stop();
  });
});
