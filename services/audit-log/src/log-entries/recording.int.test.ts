import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LogonRefusal, LogonScenario, LogonVerdict, SessionEventKind, topics } from '@genkan/contracts';
import type { SessionEvent } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import type { IncomingMessage } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { aDeviceRecord, aSessionEvent, aSyncedAdministrator, anEmployee, at, eventually } from '@genkan/test-kit';
import { aLogonCheck, anOperation, publishOperations, startTestAuditLog } from '../testing/test-audit-log.ts';
import type { TestAuditLog } from '../testing/test-audit-log.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(30_000);

let auditLog: TestAuditLog;
let companyId: string;

beforeAll(async () => {
  auditLog = await startTestAuditLog();
});
afterAll(() => auditLog.stop());
beforeEach(() => {
  companyId = newId();
});

const now = () => new Date();
const event = (given: Parameters<typeof aSessionEvent>[1] = {}) => aSessionEvent(now(), { companyId, ...given });
const publishEvents = async (...events: SessionEvent[]) => {
  for (const each of events) await auditLog.publish(topics.sessionEvents, [companyId, each.deviceId], each);
  await auditLog.caughtUp();
};
const recorded = async () => (await auditLog.page(companyId, '?limit=100')).entries;

describe('recording session events', () => {
  test('when a tied user logs on, then one entry with name, PC, address and version', async () => {
    const employee = anEmployee({ companyId, lastName: '山田', firstName: '太郎' });
    await auditLog.publish(topics.employees, [companyId, employee.userId], employee);
    await auditLog.caughtUp();
    const logon = event({ userId: employee.userId });
    await publishEvents(logon);
    expect(await recorded()).toEqual([
      {
        entryId: expect.stringMatching(/^[0-9A-Z]{26}$/),
        sourceId: `session-event:${logon.eventId}`,
        recordedAt: expect.any(String),
        occurredAt: expect.any(String),
        operation: 'session-event',
        actor: { kind: 'user', id: employee.userId, name: '山田 太郎' },
        target: null,
        remark: { key: 'logon', values: { pcName: 'PC-01', windowsAccount: 'PC-01\\taro', source: 'console' } },
        ip: '192.0.2.1',
        clientVersion: '1.0.0',
        result: 'succeeded',
      },
    ]);
  });

  test('when an event comes many times, with other arrival facts, then it is recorded once and is no conflict', async () => {
    const logon = event();
    await publishEvents(logon, ...Array.from({ length: 20 }, (_, i) => ({ ...logon, ip: `192.0.2.${i}`, receivedAt: at(now()), userId: '' })));
    expect((await recorded()).map(({ remark }) => remark.key)).toEqual(['logon']);
  });

  test('when an event id comes with another body, then the first stands and each contradiction is recorded once', async () => {
    const logon = event();
    const lock = { ...logon, kind: SessionEventKind.LOCK };
    await publishEvents(logon, lock, lock, { ...logon, sequence: 9n }, logon);
    const entries = await recorded();
    expect(entries.filter(({ operation }) => operation === 'session-event').map(({ remark }) => remark.key)).toEqual(['logon']);
    const conflicts = entries.filter(({ operation }) => operation === 'event-conflict');
    expect(conflicts).toHaveLength(2);
    expect(conflicts.at(-1)?.remark.values).toMatchObject({
      eventId: `session-event:${logon.eventId}`,
      first: expect.stringMatching(/^session-event logon /),
      other: expect.stringMatching(/^session-event lock /),
    });
  });

  test('when the same event id is used by two companies, then each has its own', async () => {
    const other = newId();
    const logon = event();
    await publishEvents(logon);
    await auditLog.publish(topics.sessionEvents, [other, 'd'], { ...logon, companyId: other, kind: SessionEventKind.LOGOFF });
    await auditLog.caughtUp();
    expect((await recorded()).map(({ remark }) => remark.key)).toEqual(['logon']);
    expect((await auditLog.page(other)).entries.map(({ remark }) => remark.key)).toEqual(['logoff']);
  });

  test('when the process dies between recording and committing, again and again, then nothing is recorded twice or lost', async () => {
    const events = Array.from({ length: 60 }, (_, i) => event({ sequence: BigInt(i), deviceId: `d${i % 3}` }));
    auditLog.loseCommits(true);
    for (const each of events) await auditLog.publish(topics.sessionEvents, [companyId, each.deviceId], each);
    await eventually(async () => expect(await auditLog.entries.countDocuments({ companyId })).toBe(60));
    await auditLog.restart();
    const before = auditLog.deliveries();
    await eventually(() => expect(auditLog.deliveries()).toBeGreaterThan(before + 120));
    auditLog.loseCommits(false);
    await auditLog.caughtUp();
    expect((await recorded()).map(({ operation }) => operation)).toEqual(Array(60).fill('session-event'));
  });

  test('when nobody is tied to the account, then the event is kept and marked', async () => {
    await publishEvents(event({ userId: '' }));
    expect(await recorded()).toMatchObject([{ actor: { kind: 'user', id: '', name: 'PC-01\\taro' }, remark: { key: 'logon', values: { unlinked: 'true' } } }]);
  });

  test('when the event lies in the future, then it is kept and flagged', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    await publishEvents(aSessionEvent(tomorrow, { companyId, receivedAt: at(now()) }), event({ clockSuspect: true }));
    expect((await recorded()).map(({ remark }) => remark.values['clockSuspect'])).toEqual(['true', 'true']);
    expect((await recorded()).some(({ occurredAt }) => occurredAt === tomorrow.toISOString())).toBe(true);
  });

  test('when the logoff is inferred, then the remark says so; when the PC boots, then the PC is the actor', async () => {
    const device = aDeviceRecord({ companyId, pcName: 'PC-99' });
    await auditLog.publish(topics.devices, [companyId, device.deviceId], device);
    await auditLog.caughtUp();
    await publishEvents(
      event({ kind: SessionEventKind.LOGOFF, inferred: true }),
      event({ kind: SessionEventKind.BOOT, userId: '', windowsSid: '', windowsAccount: '', deviceId: device.deviceId, pcName: 'old name' }),
    );
    const entries = await recorded();
    expect(entries.find(({ remark }) => remark.key === 'inferred-logoff')).toBeDefined();
    expect(entries.find(({ remark }) => remark.key === 'boot')?.actor).toEqual({ kind: 'device', id: device.deviceId, name: 'PC-99' });
  });
});

describe('recording logon checks and operations', () => {
  test('when codes are judged, then logon and unlock authentications with factors, and a repeated record once', async () => {
    const userId = newId();
    const accepted = aLogonCheck(companyId, userId);
    await auditLog.publish(
      topics.logonChecks,
      [companyId, userId],
      accepted,
      accepted,
      aLogonCheck(companyId, userId, { scenario: LogonScenario.UNLOCK, verdict: LogonVerdict.REFUSED, refusal: LogonRefusal.WRONG_CODE }),
    );
    await auditLog.caughtUp();
    expect(await recorded()).toMatchObject([
      { operation: 'unlock-auth', result: 'failed', remark: { key: 'failed', values: { factors: 'password+otp', refusal: 'wrong-code' } } },
      { operation: 'logon-auth', result: 'succeeded', remark: { key: 'succeeded', values: { scenario: 'logon' } }, actor: { kind: 'user', id: userId } },
    ]);
  });

  test('when operations come, then actor, target and details, in the order of recording', async () => {
    const administrator = aSyncedAdministrator({ companyId, name: '新しい 名前' });
    await auditLog.publish(topics.administrators, [companyId, administrator.administratorKey], administrator);
    await auditLog.caughtUp();
    const userId = newId();
    await publishOperations(
      auditLog,
      companyId,
      { actor: { kind: 2, id: administrator.administratorKey, name: '古い 名前' } },
      { kind: 'group-assign', targetUserId: userId, targetName: '', details: { before: '-', after: '開発部' } },
      { kind: 'sync-run', actor: { kind: 4 }, targetName: '', details: { added: '200', 'a.b$c': 'x' } },
    );
    await auditLog.caughtUp();
    expect(await recorded()).toMatchObject([
      { operation: 'sync-run', actor: { kind: 'system', name: '' }, target: null, remark: { values: { added: '200', a_b_c: 'x' } } },
      { operation: 'group-assign', target: { userId, name: '' }, remark: { values: { before: '-', after: '開発部' } } },
      { operation: 'group-create', actor: { kind: 'administrator', name: '新しい 名前' }, target: { userId: null, name: '開発部' } },
    ]);
  });
});

describe('records that cannot be understood', () => {
  test('when a record is malformed or of another company, then it goes to the dead letters and the rest is recorded', async () => {
    const dead: IncomingMessage[] = [];
    const consumption = await auditLog.bus.consume(
      { group: auditLog.names.group('dead'), topics: ['audit-log.recording.dead'], fromBeginning: false },
      async (batch) => {
        dead.push(...batch.messages.filter((message) => message.key === companyId));
        const last = batch.messages.at(-1);
        if (last !== undefined) batch.resolve(last.offset);
      },
    );
    const good = (kind: string) =>
      encodeMessage(topics.operations, [companyId], anOperation(companyId, { kind }), { id: newId(), source: 'test', time: now() });
    const malformed = { ...good('x'), value: new Uint8Array([0xff, 0xff, 0xff]) };
    const swapped = encodeMessage(topics.operations, [companyId], anOperation(newId()), { id: newId(), source: 'test', time: now() });
    const wordless = encodeMessage(topics.operations, [companyId], anOperation(companyId, { kind: 'Group Create' }), { id: newId(), source: 'test', time: now() });
    const timeless = encodeMessage(topics.operations, [companyId], anOperation(companyId, { occurredAt: undefined }), { id: newId(), source: 'test', time: now() });
    await auditLog.bus.publish([good('group-create'), malformed, swapped, wordless, timeless, good('group-delete')]);
    await auditLog.caughtUp();
    expect((await recorded()).map(({ operation }) => operation)).toEqual(['group-delete', 'group-create']);
    await eventually(() => expect(dead).toHaveLength(4));
    expect(dead[0]?.headers).toMatchObject({ 'dead-letter-topic': 'genkan.operations.v1', 'dead-letter-reason': expect.stringMatching(/./) });
    await consumption.stop();
  });
});
