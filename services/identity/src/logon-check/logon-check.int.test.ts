import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LogonRefusal, LogonVerdict, topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { codeOf, follow, startTestIdentity, type TestIdentity, userAtPc, verdictOf, windowsSid, wrongCode } from '../testing/test-identity.ts';

jest.setTimeout(60_000);

let identity: TestIdentity;
let records: Awaited<ReturnType<typeof follow<typeof topics.logonChecks.schema>>>;
let companyId: string;

beforeAll(async () => {
  identity = await startTestIdentity({ instances: 2 });
  records = await follow(identity, topics.logonChecks);
});
afterAll(async () => {
  await records?.stop();
  await identity?.stop();
});
beforeEach(() => {
  companyId = newId();
});

const now = (): number => identity.clock().getTime();
const counted = (verdicts: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(verdicts)].map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]));

describe('logon check over two processes', () => {
  test('when the right code comes, then it is accepted once, and the answer says nothing but the verdict and the time', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const answer = await pc.check(codeOf(secret, now()));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ verdict: 'accepted', serverTime: identity.clock().toISOString() });
    expect(await (await pc.check(codeOf(secret, now()))).json()).toEqual({ verdict: 'refused', serverTime: identity.clock().toISOString() });
  });

  test('when 64 PCs send the same right code at once, then exactly one is let in', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const code = codeOf(secret, now());
    const links = [{ windowsSid, windowsAccount: 'x', userId: pc.userId }];
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        identity
          .agent({ companyId, deviceId: newId(), links })
          .call('POST', '/logon-checks', { checkId: crypto.randomUUID(), windowsSid, scenario: 'unlock', factors: ['otp'], code }, index),
      ),
    );
    expect(counted(await Promise.all(answers.map(verdictOf)))).toEqual({ accepted: 1, refused: 63 });
  });

  test('when one check is sent 64 times at once, then all 64 get its verdict, and other content under its id is a conflict', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const [code, checkId] = [codeOf(secret, now()), crypto.randomUUID()];
    const answers = await Promise.all(Array.from({ length: 64 }, (_, index) => pc.check(code, checkId, index)));
    expect(counted(await Promise.all(answers.map(verdictOf)))).toEqual({ accepted: 64 });
    await expectProblem(await pc.check('000000', checkId), 'check-conflict');
  });

  test('when 60 wrong codes come at once, then five are judged, and even the right code waits', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const links = [{ windowsSid, windowsAccount: 'x', userId: pc.userId }];
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const body = { checkId: crypto.randomUUID(), windowsSid, scenario: 'logon', factors: ['otp'], code: wrongCode(secret, now(), index) };
        return identity.agent({ companyId, deviceId: newId(), links }).call('POST', '/logon-checks', body, index);
      }),
    );
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    await eventually(() => {
      const refusals = records.of(companyId).map(({ refusal }) => refusal);
      expect(refusals.filter((refusal) => refusal === LogonRefusal.WRONG_CODE)).toHaveLength(5);
      expect(refusals.filter((refusal) => refusal === LogonRefusal.DELAYED)).toHaveLength(56);
    });
    identity.clock.advanceBy(25_000);
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
  });

  test('when a code is refused for whatever reason, then the answer is one and the same', async () => {
    const pc = await userAtPc(identity, companyId);
    const [withoutOtp, delayed, locked] = [await userAtPc(identity, companyId), await userAtPc(identity, companyId), await userAtPc(identity, companyId)];
    const [secret, secretOfDelayed, secretOfLocked] = [await pc.register(), await delayed.register(), await locked.register()];
    for (let failures = 1; failures <= 20; failures += 1) {
      await locked.check(wrongCode(secretOfLocked, now(), failures));
      identity.clock.advanceBy(120_000);
    }
    for (let failures = 1; failures <= 5; failures += 1) await delayed.check(wrongCode(secretOfDelayed, now(), failures));
    const used = codeOf(secret, now());
    await pc.check(used);
    // The first check of somebody whom Redis does not know yet has it ask MongoDB.
    await eventually(async () => expect((await withoutOtp.check('123456')).status).toBe(200), { everyMs: 500 });
    const answers = [
      await pc.check(used),
      await pc.check(wrongCode(secret, now())),
      await withoutOtp.check('123456'),
      await delayed.check(codeOf(secretOfDelayed, now())),
      await locked.check(codeOf(secretOfLocked, now())),
    ];
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ headers }) => [...headers.keys()].join())).size).toBe(1);
    await eventually(() => {
      const last = (userId: string) => records.of(companyId).filter((record) => record.userId === userId).at(-1)?.refusal;
      expect([last(delayed.userId), last(locked.userId)]).toEqual([LogonRefusal.DELAYED, LogonRefusal.LOCKED]);
    });
  });

  test('when a code was judged, then its record is in the topic before the answer, without the code', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const [code, checkId] = [codeOf(secret, now()), crypto.randomUUID()];
    await pc.check(code, checkId);
    const [record] = await eventually(() => {
      const found = records.of(companyId);
      expect(found).toHaveLength(1);
      return found;
    });
    expect(record).toMatchObject({ checkId, companyId, userId: pc.userId, deviceId: pc.deviceId, windowsSid, verdict: LogonVerdict.ACCEPTED, credentialVersion: 1n });
    expect(record?.acceptedStep).toBe(BigInt(Math.floor(now() / 30_000)));
    expect(JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(code);
  });

  test('when codes were judged, then the user document knows the step, the failures and the lock, and others learn of the lock', async () => {
    const [users, operations] = [await follow(identity, topics.users), await follow(identity, topics.operations)];
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    await pc.check(codeOf(secret, now()));
    await pc.check(wrongCode(secret, now()));
    await identity.caughtUp();
    expect((await identity.user(companyId, pc.userId))?.guard).toMatchObject({ lastStep: Math.floor(now() / 30_000), failures: 1, locked: false });

    for (let failures = 2; failures <= 20; failures += 1) {
      identity.clock.advanceBy(120_000);
      await pc.check(wrongCode(secret, now(), failures));
    }
    await identity.caughtUp();
    expect((await identity.user(companyId, pc.userId))?.guard).toMatchObject({ failures: 20, locked: true });
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    await eventually(() => {
      expect(users.of(companyId).at(-1)).toMatchObject({ userId: pc.userId, locked: true });
      expect(operations.of(companyId).filter(({ kind }) => kind === 'credential-lock')).toHaveLength(1);
    });

    const admin = identity.admin({ companyId });
    expect((await admin.call('POST', `/users/${pc.userId}/unlock`, { reason: '本人確認済み' })).status).toBe(204);
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
    await eventually(() => expect(users.of(companyId).at(-1)).toMatchObject({ locked: false }));
    await Promise.all([users.stop(), operations.stop()]);
  });

  test('when a PC asks more than thirty times in five minutes, then it waits, and a repeated check is free', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const [code, checkId] = [codeOf(secret, now()), crypto.randomUUID()];
    await pc.check(code, checkId);
    for (let count = 1; count < 30; count += 1) expect((await pc.check('123456')).status).toBe(200);
    const limited = await pc.check('123456');
    expect(limited.headers.get('retry-after')).toBe('300');
    await expectProblem(limited, 'rate-limited');
    expect(await verdictOf(await pc.check(code, checkId))).toBe('accepted');
  });

  test('when a person leaves, then no code of theirs is accepted any more', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    await identity.person(companyId, { userId: pc.userId, version: 2n, deleted: true });
    await eventually(async () => {
      identity.clock.advanceBy(60_000);
      expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    });
    await eventually(() => expect(records.of(companyId).at(-1)?.refusal).toBe(LogonRefusal.NO_CREDENTIAL));
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a code of five digits', { code: '12345' }, 'body.code'],
    ['a code as a number', { code: 123456 }, 'body.code'],
    ['a code as a list', { code: ['123456'] }, 'body.code'],
    ['full-width digits', { code: '１２３４５６' }, 'body.code'],
    ['no check id', { checkId: undefined }, 'body.checkId'],
    ['an unknown scenario', { scenario: 'credui' }, 'body.scenario'],
    ['no one-time password among the factors', { factors: ['password'] }, 'body.factors'],
    ['one factor twice', { factors: ['otp', 'otp'] }, 'body.factors'],
  ])('when a check has %s, then it is invalid and nothing is judged', async (_what, changes, path) => {
    const pc = await userAtPc(identity, companyId);
    const body = { checkId: crypto.randomUUID(), windowsSid, scenario: 'logon', factors: ['otp'], code: '123456', ...changes };
    const problem = await expectProblem(await pc.call('POST', '/logon-checks', body), 'invalid-request');
    expect(problem.fields?.map((field) => field.path)).toEqual([path]);
  });

  test('when the Windows account is not tied, or the caller is no PC, then nothing is judged', async () => {
    const pc = await userAtPc(identity, companyId);
    const body = { checkId: crypto.randomUUID(), windowsSid: 'S-1-5-21-9-9-9-9', scenario: 'logon', factors: ['otp'], code: '123456' };
    await expectProblem(await pc.call('POST', '/logon-checks', body), 'account-not-linked');
    await expectProblem(await identity.call('POST', '/api/agent/v1/logon-checks', {}, body), 'unauthorized');
    await expectProblem(await identity.call('POST', '/api/agent/v1/logon-checks', identity.gateway.administrator('identity', { companyId }), body), 'forbidden');
  });

  test('then no code and no secret ever was in the log', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const code = codeOf(secret, now());
    await pc.check(code);
    const text = identity.lines.join('\n');
    for (const hidden of [secret, `"${code}"`, 'ciphertext']) expect(text).not.toContain(hidden);
  });
});
