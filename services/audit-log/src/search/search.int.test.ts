import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { LogonScenario, SessionEventKind, topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { aSessionEvent, anEmployee, expectProblem } from '@genkan/test-kit';
import { aLogonCheck, publishOperations, startTestAuditLog } from '../testing/test-audit-log.ts';
import type { PageJson, TestAuditLog } from '../testing/test-audit-log.ts';

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

const record = async (count: number, first = 0): Promise<void> => {
  await publishOperations(auditLog, companyId, ...Array.from({ length: count }, (_, i) => ({ details: { number: `n${first + i}` } })));
  await auditLog.caughtUp();
};
const numbers = (page: PageJson) => page.entries.map(({ remark }) => remark.values['number']);
const q = (text: string) => `?q=${encodeURIComponent(text)}`;

describe('paging', () => {
  test('when entries are recorded while somebody pages, then every older entry comes once and in order', async () => {
    await record(60);
    let page = await auditLog.page(companyId, '?limit=25');
    const seen = [...numbers(page)];
    while (page.nextCursor !== null) {
      await record(7, 1000);
      page = await auditLog.page(companyId, `?limit=25&cursor=${page.nextCursor}`);
      seen.push(...numbers(page));
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => `n${59 - i}`));
  });

  test('when the page size is 25, 50 or 100, then it is that; any other is refused', async () => {
    await record(101);
    expect((await auditLog.page(companyId)).entries).toHaveLength(50);
    expect((await auditLog.page(companyId, '?limit=25')).entries).toHaveLength(25);
    const hundred = await auditLog.page(companyId, '?limit=100');
    expect(hundred.entries).toHaveLength(100);
    const last = await auditLog.page(companyId, `?limit=100&cursor=${hundred.nextCursor}`);
    expect([last.entries.length, last.nextCursor]).toEqual([1, null]);
    await expectProblem(await auditLog.list(companyId, '?limit=51'), 'invalid-request');
  });
});

describe('two companies', () => {
  test('when cursors are swapped, then refused; when ids and texts are the other’s, then nothing of it is told', async () => {
    await record(60);
    const secret = `canary-${newId()}`;
    const other = newId();
    await publishOperations(auditLog, other, ...Array.from({ length: 60 }, () => ({ targetName: secret })));
    await auditLog.caughtUp();
    const mine = await auditLog.page(companyId);
    const theirs = await auditLog.page(other);
    expect(theirs.entries).toHaveLength(50);
    await expectProblem(await auditLog.list(companyId, `?cursor=${theirs.nextCursor}`), 'cursor-invalid');
    await expectProblem(await auditLog.list(other, `?cursor=${mine.nextCursor}`), 'cursor-invalid');
    expect((await auditLog.page(companyId, q(secret))).entries).toEqual([]);
    expect(JSON.stringify(mine)).not.toContain(secret);
    // A cursor of mine that names an entry of theirs shows only mine.
    const content = JSON.parse(Buffer.from(mine.nextCursor ?? '', 'base64url').toString()) as Record<string, unknown>;
    const forged = Buffer.from(JSON.stringify({ ...content, id: theirs.entries[0]?.entryId })).toString('base64url');
    expect(JSON.stringify(await auditLog.page(companyId, `?cursor=${forged}`))).not.toContain(secret);
  });

  test('when a person of another company has the searched name, then nothing is found by it', async () => {
    const userId = newId();
    const stranger = anEmployee({ companyId: newId(), userId, lastName: '薔薇園' });
    await auditLog.publish(topics.employees, [stranger.companyId, userId], stranger);
    await publishOperations(auditLog, companyId, { targetUserId: userId, targetName: '' });
    await auditLog.caughtUp();
    expect((await auditLog.page(companyId, q('薔薇園'))).entries).toEqual([]);
    expect((await auditLog.page(companyId)).entries[0]?.target).toEqual({ userId, name: '' });
  });
});

describe('the quick search', () => {
  test('when a part of any of the six fields is given, in any width or case, then the entry is found', async () => {
    const employee = anEmployee({ companyId, lastName: '髙橋', firstName: 'ﾀﾛｳ' });
    await publishOperations(
      auditLog,
      companyId,
      { actor: { kind: 2, id: 'k', name: 'Ａｌｉｃｅ Smith' }, targetName: '第二営業グループ', details: { before: 'password', after: 'password+otp' }, ip: '203.0.113.99', clientVersion: '9.8.7-beta', kind: 'logon-method-update' },
      { kind: 'sync-run', actor: { kind: 4 }, targetName: '', details: { added: '200' }, ip: '' },
    );
    await auditLog.publish(topics.sessionEvents, [companyId, 'd'], aSessionEvent(new Date(), { companyId, kind: SessionEventKind.UNLOCK, userId: employee.userId }));
    await auditLog.publish(topics.logonChecks, [companyId, 'u'], aLogonCheck(companyId, newId(), { scenario: LogonScenario.UNLOCK }));
    await auditLog.caughtUp();
    // The person becomes known only after the event was recorded.
    await auditLog.publish(topics.employees, [companyId, employee.userId], employee);
    await auditLog.caughtUp();
    const found = async (text: string) => (await auditLog.page(companyId, q(text))).entries.map(({ operation }) => operation).sort();
    expect(await found('alice')).toEqual(['logon-method-update']);
    expect(await found('二営業グ')).toEqual(['logon-method-update']);
    expect(await found('認証方法')).toEqual(['logon-method-update']);
    expect(await found('WORD+ot')).toEqual(['logon-method-update', 'unlock-auth']);
    expect(await found('0.113.9')).toEqual(['logon-method-update']);
    expect(await found('8.7-B')).toEqual(['logon-method-update']);
    expect(await found('橋 タロ')).toEqual(['session-event']);
    expect(await found('アンロ')).toEqual(['session-event', 'unlock-auth']);
    expect(await found('ｱﾝﾛｯｸ認')).toEqual(['unlock-auth']);
    expect(await found('情報の同期')).toEqual(['sync-run']);
    expect(await found('unlock auth')).toEqual(['unlock-auth']);
    expect(await found('.*')).toEqual([]);
    expect(await found('  ')).toHaveLength(4);
  });

  test('when a cursor is used with another text, then refused', async () => {
    await record(60);
    const { nextCursor } = await auditLog.page(companyId, q('n'));
    await expectProblem(await auditLog.list(companyId, `?cursor=${nextCursor}`), 'cursor-invalid');
    expect((await auditLog.page(companyId, `${q('n')}&cursor=${nextCursor}`)).entries).toHaveLength(10);
  });
});

describe('the period', () => {
  const iso = (days: number) => encodeURIComponent(new Date(Date.now() - days * 86_400_000).toISOString());

  test('when nothing is said, then 30 days; older entries come with a longer period', async () => {
    await record(2);
    await auditLog.entries.updateMany({ companyId, 'remark.values.number': 'n0' }, { $set: { recordedAt: new Date(Date.now() - 40 * 86_400_000) } });
    expect(numbers(await auditLog.page(companyId))).toEqual(['n1']);
    expect(numbers(await auditLog.page(companyId, `?from=${iso(60)}`))).toEqual(['n1', 'n0']);
    expect(numbers(await auditLog.page(companyId, `?from=${iso(60)}&to=${iso(30)}`))).toEqual(['n0']);
  });

  test('when it is longer than 100 days, then a clear error', async () => {
    await expectProblem(await auditLog.list(companyId, `?from=${iso(101)}`), 'log-period-too-long');
    await expectProblem(await auditLog.list(companyId, `?from=${iso(300)}&to=${iso(150)}`), 'log-period-too-long');
    expect((await auditLog.list(companyId, `?from=${iso(100)}&to=${iso(0)}`)).status).toBe(200);
  });

  test('when it is reversed, then the field is named', async () => {
    const problem = await expectProblem(await auditLog.list(companyId, `?from=${iso(1)}&to=${iso(2)}`), 'invalid-request');
    expect(problem.fields?.[0]?.path).toBe('query.to');
  });
});

describe('who sees what', () => {
  test('when a general administrator is limited to divisions, then he sees their users and his own actions', async () => {
    const inside = anEmployee({ companyId, divisions: [{ divisionCode: '10' }] });
    const outside = anEmployee({ companyId, divisions: [{ divisionCode: '20' }] });
    for (const each of [inside, outside]) await auditLog.publish(topics.employees, [companyId, each.userId], each);
    for (const { userId } of [inside, outside]) {
      await auditLog.publish(topics.sessionEvents, [companyId, 'd'], aSessionEvent(new Date(), { companyId, userId }));
    }
    await publishOperations(
      auditLog,
      companyId,
      { kind: 'otp-register', targetUserId: inside.userId },
      { kind: 'delete-credential', targetUserId: outside.userId },
      { kind: 'console-login', targetName: '', actor: { kind: 2, id: 'limited' } },
      { kind: 'console-logout', targetName: '', actor: { kind: 2, id: 'somebody' } },
    );
    await auditLog.caughtUp();
    const kinds = async (level: 'all-access' | 'general', divisions: string[] | null) =>
      (await auditLog.page(companyId, '', { level, divisions, administratorKey: 'limited' })).entries.map(({ operation }) => operation).sort();
    expect(await kinds('general', ['10'])).toEqual(['console-login', 'otp-register', 'session-event']);
    expect(await kinds('general', [])).toEqual(['console-login']);
    expect(await kinds('general', null)).toHaveLength(6);
    expect(await kinds('all-access', ['10'])).toHaveLength(6);
  });

  test('when the caller is no administrator, then refused', async () => {
    const at = `${auditLog.url}/api/console/v1/log-entries`;
    await expectProblem(await fetch(at), 'unauthorized');
    await expectProblem(await fetch(at, { headers: auditLog.gateway.operator('audit-log') }), 'forbidden');
    await expectProblem(await fetch(at, { headers: auditLog.gateway.device('audit-log', { companyId }) }), 'forbidden');
    await expectProblem(await fetch(at, { headers: auditLog.gateway.administrator('policy', { companyId }) }), 'unauthorized');
  });
});

describe('the query', () => {
  test.each([
    'limit=abc', 'limit=50&limit=25', 'limit[]=50', 'from=yesterday', 'from=2026-11-24', 'to=1764000000', 'from[$gt]=2026-01-01T00:00:00Z',
    'q=a&q=b', 'q[$regex]=.*', `q=${'x'.repeat(101)}`, 'q=a%00b', 'cursor=', 'cursor[a]=b', 'company=other', 'companyId=other',
  ])('when it is %s, then 400 with the field', async (query) => {
    const problem = await expectProblem(await auditLog.list(companyId, `?${query}`), 'invalid-request');
    expect(problem.fields?.length).toBeGreaterThan(0);
  });

  test.each(['x', 'e30', Buffer.from('[]').toString('base64url'), 'null', '%F0%9F%98%80'])('when the cursor is %s, then it is refused', async (cursor) => {
    await expectProblem(await auditLog.list(companyId, `?cursor=${cursor}`), 'cursor-invalid');
  });

  test('when the log is written, then there is no way to change or delete an entry', async () => {
    await record(1);
    const [entry] = (await auditLog.page(companyId)).entries;
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
      const answer = await fetch(`${auditLog.url}/api/console/v1/log-entries/${entry?.entryId}`, { method, headers: auditLog.gateway.administrator('audit-log', { companyId }) });
      await expectProblem(answer, 'not-found');
    }
  });
});

test('when an operation has its time long ago, then it is found by the time of recording', async () => {
  await publishOperations(auditLog, companyId, { occurredAt: timestampFromDate(new Date('2020-01-01T00:00:00Z')) });
  await auditLog.caughtUp();
  expect((await auditLog.page(companyId)).entries).toMatchObject([{ occurredAt: '2020-01-01T00:00:00.000Z' }]);
});
