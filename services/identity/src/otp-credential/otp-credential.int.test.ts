import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CredentialStatus, topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { codeOf, follow, startTestIdentity, type TestIdentity, userAtPc, verdictOf, windowsSid, wrongCode } from '../testing/test-identity.ts';

jest.setTimeout(60_000);

let identity: TestIdentity;
let companyId: string;
beforeAll(async () => {
  identity = await startTestIdentity();
});
afterAll(() => identity?.stop());
beforeEach(() => {
  companyId = newId();
});

const now = (): number => identity.clock().getTime();
type Pc = Awaited<ReturnType<typeof userAtPc>>;
interface Offer {
  registrationId: string;
  uri: string;
  secret: string;
  expiresAt: string;
}
const offer = async (pc: Pc): Promise<Offer> => (await (await pc.call('POST', '/otp-registrations', { windowsSid })).json()) as Offer;
const confirm = (pc: Pc, registrationId: string, code: string): Promise<Response> =>
  pc.call('POST', `/otp-registrations/${registrationId}/confirmation`, { windowsSid, code });

describe('registering a one-time password', () => {
  test('when it is offered, then URI and secret are shown, and no code counts yet', async () => {
    const pc = await userAtPc(identity, companyId, { employeeCode: '2001' });
    const answer = await pc.call('POST', '/otp-registrations', { windowsSid });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { uri, secret, expiresAt } = (await answer.json()) as Offer;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const { protocol, host, pathname, searchParams } = new URL(uri);
    expect({ protocol, host, pathname, secret: searchParams.get('secret'), issuer: searchParams.get('issuer') }).toEqual({
      protocol: 'otpauth:', host: 'totp', pathname: '/Genkan:2001', secret, issuer: 'Genkan',
    });
    expect(new Date(expiresAt).getTime()).toBe(now() + 600_000);
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).not.toBe('accepted');
  });

  test('when it is confirmed, then it counts at once, its code is used up, and others learn of it without the secret', async () => {
    const [users, operations] = [await follow(identity, topics.users), await follow(identity, topics.operations)];
    const pc = await userAtPc(identity, companyId);
    const { registrationId, secret } = await offer(pc);
    expect(await (await confirm(pc, registrationId, codeOf(secret, now()))).json()).toEqual({ confirmed: true });
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    identity.clock.advanceBy(30_000);
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
    await eventually(() => {
      expect(users.of(companyId).at(-1)).toMatchObject({ userId: pc.userId, credentialStatus: CredentialStatus.ACTIVE, credentialVersion: 1n, enabled: true, locked: false });
      expect(operations.of(companyId)).toMatchObject([{ kind: 'otp-register', actor: { id: pc.userId }, targetUserId: pc.userId, details: { pcName: 'PC-01' } }]);
    });
    const user = await identity.user(companyId, pc.userId);
    expect(JSON.stringify(user)).not.toContain(secret);
    expect(JSON.stringify([users.of(companyId), operations.of(companyId)], (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(secret);
    expect(identity.lines.join('')).not.toContain(secret);
    await Promise.all([users.stop(), operations.stop()]);
  });

  test('when the confirmation is sent twice, then both are confirmed and it is registered once', async () => {
    const pc = await userAtPc(identity, companyId);
    const { registrationId, secret } = await offer(pc);
    const answers = await Promise.all([0, 1, 2].map(() => confirm(pc, registrationId, codeOf(secret, now()))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await identity.user(companyId, pc.userId))?.credentialVersion).toBe(1);
    expect((await pc.call('POST', '/otp-registrations', { windowsSid })).status).toBe(409);
  });

  test('when codes are tried side by side, then no more than five are, and the registration is void', async () => {
    const pc = await userAtPc(identity, companyId);
    const { registrationId, secret } = await offer(pc);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => confirm(pc, registrationId, wrongCode(secret, now(), index))));
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(7);
    await expectProblem(await confirm(pc, registrationId, codeOf(secret, now())), 'registration-not-found');
  });

  test('when ten minutes passed, or somebody else uses the id, then there is no such registration', async () => {
    const [pc, other] = [await userAtPc(identity, companyId), await userAtPc(identity, companyId)];
    const { registrationId, secret } = await offer(pc);
    await expectProblem(await confirm(other, registrationId, codeOf(secret, now())), 'registration-not-found');
    identity.clock.advanceBy(600_000);
    await expectProblem(await confirm(pc, registrationId, codeOf(secret, now())), 'registration-not-found');
  });

  test('when the generator is ahead by a step, then it is confirmed and its codes go on to count', async () => {
    const pc = await userAtPc(identity, companyId);
    const { registrationId, secret } = await offer(pc);
    expect((await confirm(pc, registrationId, codeOf(secret, now() + 30_000))).status).toBe(200);
    identity.clock.advanceBy(30_000);
    expect(await verdictOf(await pc.check(codeOf(secret, now() + 30_000)))).toBe('accepted');
    const exact = await userAtPc(identity, companyId);
    const registered = await exact.register();
    expect(await verdictOf(await exact.check(codeOf(registered, now() + 30_000)))).toBe('refused');
  });

  test('when the person left, then nothing can be registered', async () => {
    const pc = await userAtPc(identity, companyId, { deleted: true });
    await expectProblem(await pc.call('POST', '/otp-registrations', { windowsSid }), 'account-not-linked');
  });
});

describe('deleting and unlocking', () => {
  test('when the credential is deleted, then no code counts, it is recorded with the reason, and another can be registered', async () => {
    const operations = await follow(identity, topics.operations);
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    const admin = identity.admin({ companyId, administratorKey: 'key-9', name: '管理 次郎' });
    expect((await admin.call('DELETE', `/users/${pc.userId}/credential`, { reason: '電話機の紛失' })).status).toBe(204);
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    expect((await admin.call('DELETE', `/users/${pc.userId}/credential`, { reason: 'もう一度' })).status).toBe(204);
    await eventually(() =>
      expect(operations.of(companyId).filter(({ kind }) => kind === 'delete-credential')).toMatchObject([
        { actor: { id: 'key-9', name: '管理 次郎' }, targetUserId: pc.userId, details: { reason: '電話機の紛失' }, ip: '192.0.2.10' },
      ]),
    );
    const next = await pc.register();
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('refused');
    expect(await verdictOf(await pc.check(codeOf(next, now())))).toBe('accepted');
    await operations.stop();
  });

  test('when the administrator is of another division or company, then there is no such user', async () => {
    const pc = await userAtPc(identity, companyId);
    const secret = await pc.register();
    for (const caller of [{ companyId, level: 'general', divisions: ['2000'] }, { companyId: newId() }] as const) {
      const admin = identity.admin({ ...caller, ...('divisions' in caller && { divisions: [...caller.divisions] }) } as Parameters<typeof identity.admin>[0]);
      await expectProblem(await admin.call('DELETE', `/users/${pc.userId}/credential`, { reason: 'x' }), 'user-not-found');
      await expectProblem(await admin.call('POST', `/users/${pc.userId}/unlock`, { reason: 'x' }), 'user-not-found');
    }
    expect(await verdictOf(await pc.check(codeOf(secret, now())))).toBe('accepted');
  });

  test('when there is no reason, then it is refused', async () => {
    const pc = await userAtPc(identity, companyId);
    await expectProblem(await identity.admin({ companyId }).call('POST', `/users/${pc.userId}/unlock`, { reason: '  ' }), 'invalid-request');
    await expectProblem(await identity.admin({ companyId }).call('DELETE', `/users/${pc.userId}/credential`, {}), 'invalid-request');
  });
});
