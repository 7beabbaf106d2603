import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultPassword, manualClock, NotDone, startPc } from './index.ts';
import type { ManualClock, Pc } from './index.ts';
import { activationCode, enrolmentToken, startAgentApi } from './testing/agent-api.ts';
import type { AgentApi } from './testing/agent-api.ts';

let api: AgentApi;
let folder: string;
let clock: ManualClock;
let pc: Pc;

beforeEach(async () => {
  api = await startAgentApi();
  folder = mkdtempSync(join(tmpdir(), 'pc-simulator-'));
  clock = manualClock('2026-11-24T08:50:00+09:00');
  pc = await startPc({ gateway: api.url, dataDir: folder, pcName: 'PC01', clock, enrolmentToken });
}, 30_000);

afterEach(async () => {
  await pc.stop();
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What arrived, as "time kind" in the clock of Tokyo. */
const arrived = () =>
  api.events.map((event) => {
    const local = new Date(Date.parse(event.occurredAt) + 9 * 3_600_000).toISOString().slice(11, 16);
    return `${local} ${event.kind}${event.inferred ? ' inferred' : ''}`;
  });

async function linkWithOtp(): Promise<void> {
  await pc.enrol();
  await pc.logOn({ user: 'taro' });
  await pc.linkAccount('taro', activationCode);
  const offer = await pc.registerOtp();
  expect(offer.uri).toMatch(/^otpauth:\/\/totp\//);
  pc.phone.add('PC01\\taro', offer.secret);
  await pc.confirmOtp(await pc.phone.code('PC01\\taro'));
  await pc.logOff();
}

describe('a day at the PC', () => {
  test('when a person works, then every event arrives in order with the simulated time', async () => {
    await pc.enrol();
    await pc.liveUntil('2026-11-24T08:58:00+09:00');
    expect(await pc.logOn({ user: 'taro' })).toEqual({ outcome: 'accepted', method: 'password' });
    await pc.liveUntil('2026-11-24T12:01:00+09:00');
    await pc.lock();
    await pc.liveUntil('2026-11-24T12:58:00+09:00');
    await pc.unlock();
    await pc.liveUntil('2026-11-24T15:00:00+09:00');
    await pc.sleep();
    await pc.liveUntil('2026-11-24T15:05:00+09:00');
    await pc.resume();
    await pc.liveUntil('2026-11-24T18:03:00+09:00');
    await pc.shutDown();
    expect(arrived()).toEqual([
      '08:50 boot', '08:58 logon', '12:01 lock', '12:58 unlock', '15:00 sleep', '15:05 resume', '18:03 logoff', '18:03 shutdown',
    ]);
    expect(api.events.map((event) => event.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(pc.eventsSent()).toHaveLength(8);
  }, 30_000);

  test('when the power is cut, then the next boot writes one inferred logoff at the last heartbeat', async () => {
    await pc.enrol();
    await pc.liveUntil('2026-11-24T09:00:00+09:00');
    await pc.logOn({ user: 'taro' });
    await pc.liveUntil('2026-11-24T15:00:00+09:00');
    await pc.cutPower();
    await pc.liveUntil('2026-11-24T15:10:00+09:00');
    await pc.boot();
    await pc.killAgent();
    await pc.liveUntil('2026-11-24T15:12:00+09:00');
    await pc.logOn({ user: 'taro' });
    await pc.allSent();
    expect(arrived()).toEqual(['08:50 boot', '09:00 logon', '14:59 logoff inferred', '15:10 boot', '15:12 logon']);
  }, 30_000);

  test('when the PC is offline, then events wait on disk and arrive once, in order, when it is back', async () => {
    await pc.enrol();
    await pc.allSent();
    pc.goOffline();
    await pc.liveUntil('2026-11-24T09:00:00+09:00');
    await pc.logOn({ user: 'taro' });
    await pc.lock();
    await pc.killAgent();
    await pc.unlock();
    expect(pc.queued().map((event) => event.kind)).toEqual(['logon', 'lock', 'unlock']);
    pc.goOnline();
    await pc.allSent();
    expect(api.events.map((event) => event.kind)).toEqual(['boot', 'logon', 'lock', 'unlock']);
    expect(new Set(api.events.map((event) => event.eventId)).size).toBe(4);
  }, 30_000);

  test('when two people and a remote desktop use the PC, then the events tell who and from where', async () => {
    await pc.logOn({ user: 'taro' });
    await pc.switchUser({ user: 'hanako' });
    await pc.switchUser({ user: 'taro' });
    await pc.connectRdp({ user: 'taro' });
    await pc.disconnectRdp('taro');
    await pc.logOff('hanako');
    await pc.allSent();
    const told = pc.eventsSent().map((event) => `${event.windowsAccount ?? ''} ${event.kind} ${event.source}`);
    expect(told).toEqual([
      ' boot local',
      'PC01\\taro logon console',
      'PC01\\taro switch-disconnect console',
      'PC01\\hanako logon console',
      'PC01\\hanako switch-disconnect console',
      'PC01\\taro switch-connect console',
      'PC01\\taro unlock console',
      'PC01\\taro switch-disconnect console',
      'PC01\\taro switch-connect rdp',
      'PC01\\taro unlock rdp',
      'PC01\\taro switch-disconnect rdp',
      'PC01\\hanako logoff console',
    ]);
  }, 30_000);

  test('when the PC clock is wrong, then the agent corrects itself by the server and stamps the right time', async () => {
    await pc.stop();
    api.setClock(0);
    clock = manualClock('2026-11-24T08:50:00+09:00');
    pc = await startPc({ gateway: api.url, dataDir: join(folder, 'wrong-clock'), pcName: 'PC02', clock });
    pc.setClockError(20 * 60_000);
    await pc.enrol(enrolmentToken);
    await pc.logOn({ user: 'taro' });
    await pc.allSent();
    const logon = api.events.find((event) => event.kind === 'logon');
    expect(logon?.clockOffsetMs).toBeGreaterThan(-20 * 60_000 - 1_000);
    expect(logon?.clockOffsetMs).toBeLessThan(-20 * 60_000 + 1_000);
    expect(Math.abs(Date.parse(logon?.occurredAt ?? '') - clock.now())).toBeLessThan(1_000);
  }, 30_000);
});

describe('the logon screen', () => {
  test('when the account is tied and has a code, then password and code let in, and a code only once', async () => {
    api.setMethods([{ first: 'password', second: 'otp' }]);
    await linkWithOtp();
    const code = await pc.phone.code('PC01\\taro');
    expect(await pc.logOn({ user: 'taro', code })).toEqual({ outcome: 'accepted', method: 'password+otp' });
    await pc.lock();
    const refused = { outcome: 'refused', message: 'logon-refused' };
    expect(await pc.unlock({ code })).toEqual(refused);
    expect(await pc.unlock({ code: '000000' })).toEqual(refused);
    expect(await pc.unlock({ password: 'wrong', code })).toEqual(refused);
    await pc.allSent();
    expect(api.events.at(-1)).toMatchObject({ kind: 'lock', userId: expect.any(String) });
  }, 40_000);

  test('when the server cannot be reached, then the answer is a clear refusal within two seconds', async () => {
    api.setMethods([{ first: 'password', second: 'otp' }]);
    await linkWithOtp();
    for (const outage of ['black-hole', 'cut'] as const) {
      pc.goOffline(outage);
      const asked = performance.now();
      const result = await pc.logOn({ user: 'taro', code: '123456' });
      expect(result).toEqual({ outcome: 'unavailable', message: 'logon-unavailable' });
      expect(performance.now() - asked).toBeLessThan(2_000);
      pc.goOnline();
    }
  }, 40_000);

  test('when a tie has just been made and its policy has not come, then the untied methods do not let it in', async () => {
    await pc.enrol();
    api.setMethods([{ first: 'password', second: 'otp' }]);
    api.fail('policy', 1_000, { status: 503 });
    await pc.linkAccount('taro', activationCode);
    expect(await pc.logOn({ user: 'taro' })).toEqual({ outcome: 'refused', message: 'policy-missing' });
  }, 30_000);

  test('when events of before the tie still wait, then the tie waits for them, so that they are nobody\'s', async () => {
    await pc.enrol();
    pc.goOffline();
    await pc.logOn({ user: 'taro' });
    await pc.lock();
    pc.goOnline();
    await pc.linkAccount('taro', activationCode);
    await pc.unlock();
    await pc.allSent();
    expect(api.events.map(({ kind, userId }) => [kind, userId !== undefined])).toEqual([['boot', false], ['logon', false], ['lock', false], ['unlock', true]]);
  }, 30_000);

  test('when the activation code or the enrolment token is wrong, then its refusal comes through', async () => {
    await pc.enrol();
    await expect(pc.linkAccount('taro', 'WRONG-CODE')).rejects.toEqual(expect.objectContaining({ message: 'activation-code-invalid' }));
    await expect(pc.registerOtp('taro')).rejects.toBeInstanceOf(NotDone);
    await pc.stop();
    pc = await startPc({ gateway: api.url, dataDir: join(folder, 'other'), pcName: 'PC03', enrolmentToken: 'wrong', clock });
    await expect(pc.enrol()).rejects.toThrow('the enrolment token was refused');
  }, 30_000);

  test('when all of it has happened, then neither the log nor the disk shows a secret', async () => {
    api.setMethods([{ first: 'password', second: 'otp' }]);
    await linkWithOtp();
    const code = await pc.phone.code('PC01\\taro');
    await pc.logOn({ user: 'taro', code });
    await pc.cutPower();
    const log = readFileSync(join(folder, 'agent/data/logs/agent.log'), 'utf8');
    const database = readFileSync(join(folder, 'agent/data/agent.sqlite'), 'latin1') + readFileSync(join(folder, 'agent/data/agent.sqlite-wal'), 'latin1');
    const phone = JSON.parse(readFileSync(join(folder, 'phone.json'), 'utf8')) as Record<string, { secret: string }>;
    const secrets = [enrolmentToken, activationCode, defaultPassword, String(phone['PC01\\taro']?.secret), `"${code}"`];
    for (const secret of secrets) {
      expect(log).not.toContain(secret);
      expect(database).not.toContain(secret);
    }
    expect(log).not.toContain('eyJ');
  }, 40_000);
});
