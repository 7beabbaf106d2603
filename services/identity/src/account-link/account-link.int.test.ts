import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { codeOf, follow, startTestIdentity, type TestIdentity, verdictOf, windowsSid } from '../testing/test-identity.ts';
import { testPc } from '../testing/test-pc.ts';

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

const windowsAccount = 'PC-07\\taro';

async function enrolledPc() {
  const issued = await identity.admin({ companyId }).call('POST', '/enrolment-tokens', { uses: 1, validHours: 1, label: 'x' });
  const pc = await testPc(identity);
  const { deviceId } = (await (await pc.enrol(((await issued.json()) as { token: string }).token)).json()) as { deviceId: string };
  /** Calls as the gateway forwards them: with what the present access token says. */
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const answer = await pc.exchange(await pc.assertion(deviceId));
    const { links, pcName } = identity.deviceTokens.verify(((await answer.json()) as { access_token: string }).access_token);
    return identity.agent({ companyId, deviceId, pcName, links }).call(method, path, body);
  };
  return { deviceId, call, link: (activationCode: string, sid = windowsSid) => call('POST', '/account-links', { windowsSid: sid, windowsAccount, activationCode }) };
}

async function activationCode(userId: string): Promise<string> {
  const answer = await identity.admin({ companyId }).call('POST', `/users/${userId}/activation-codes`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return ((await answer.json()) as { code: string }).code;
}

describe('tying a Windows account to a user', () => {
  test('when the user types the code, then the account is theirs, everybody learns it, and they log on', async () => {
    const [devices, operations] = [await follow(identity, topics.devices), await follow(identity, topics.operations)];
    const { userId } = await identity.person(companyId, { employeeCode: '1001', lastName: '勤怠', firstName: '太郎' });
    const pc = await enrolledPc();
    const answer = await pc.link((await activationCode(userId)).toLowerCase().replaceAll('-', ' '));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ userId, displayName: '勤怠 太郎', employeeCode: '1001', linkedAt: identity.clock().toISOString() });
    await eventually(() => {
      expect(devices.of(companyId).at(-1)).toMatchObject({ deviceId: pc.deviceId, links: [{ windowsSid, windowsAccount, userId }] });
      expect(operations.of(companyId).find(({ kind }) => kind === 'account-link')).toMatchObject({ actor: { id: userId }, targetUserId: userId, details: { pcName: 'PC-07', windowsAccount } });
    });
    const listed = (await (await identity.admin({ companyId }).call('GET', '/users')).json()) as { users: unknown[] };
    expect(listed.users).toMatchObject([{ userId, linkedAccounts: [{ pcName: 'PC-07', windowsAccount }] }]);

    const offer = (await (await pc.call('POST', '/otp-registrations', { windowsSid })).json()) as { registrationId: string; secret: string };
    const now = identity.clock().getTime();
    const confirmation = { windowsSid, code: codeOf(offer.secret, now - 30_000) };
    expect((await pc.call('POST', `/otp-registrations/${offer.registrationId}/confirmation`, confirmation)).status).toBe(200);
    const check = { checkId: crypto.randomUUID(), windowsSid, scenario: 'logon', factors: ['password', 'otp'], code: codeOf(offer.secret, now) };
    expect(await verdictOf(await pc.call('POST', '/logon-checks', check))).toBe('accepted');
    await Promise.all([devices.stop(), operations.stop()]);
  });

  test('when the access token is from before the tie, then the PC is told to fetch a new one', async () => {
    const { userId } = await identity.person(companyId);
    const pc = await enrolledPc();
    const before = identity.agent({ companyId, deviceId: pc.deviceId, links: [] });
    await expectProblem(await before.call('POST', '/otp-registrations', { windowsSid }), 'account-not-linked');
    await pc.link(await activationCode(userId));
    const check = { checkId: crypto.randomUUID(), windowsSid, scenario: 'logon', factors: ['otp'], code: '123456' };
    await expectProblem(await before.call('POST', '/otp-registrations', { windowsSid }), 'token-stale');
    await expectProblem(await before.call('POST', '/logon-checks', check), 'token-stale');
    await expectProblem(await before.call('POST', '/logon-checks', { ...check, windowsSid: 'S-1-5-21-9-9-9-9' }), 'account-not-linked');
  });

  test('when one code is used on many PCs at once, then one has it', async () => {
    const { userId } = await identity.person(companyId);
    const code = await activationCode(userId);
    const pcs = await Promise.all(Array.from({ length: 6 }, enrolledPc));
    const answers = await Promise.all(pcs.map((pc) => pc.link(code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(5);
  });

  test('when the answer was lost and the PC asks again, then the tie is confirmed', async () => {
    const { userId } = await identity.person(companyId);
    const [code, pc] = [await activationCode(userId), await enrolledPc()];
    expect([(await pc.link(code)).status, (await pc.link(code)).status]).toEqual([201, 201]);
  });

  test('when the code is unknown, ran out, was replaced, is of another company or of somebody who left, then there is one answer', async () => {
    const [{ userId }, leaver] = [await identity.person(companyId), await identity.person(companyId)];
    const pc = await enrolledPc();
    const replaced = await activationCode(userId);
    const present = await activationCode(userId);
    const left = await activationCode(leaver.userId);
    await identity.person(companyId, { userId: leaver.userId, version: 2n, deleted: true });
    const bodies = [];
    for (const code of ['0000-0000-0000-0000', replaced, left]) bodies.push(await expectProblem(await pc.link(code), 'activation-code-invalid'));
    const own = companyId;
    companyId = newId();
    bodies.push(await expectProblem(await (await enrolledPc()).link(present), 'activation-code-invalid'));
    companyId = own;
    identity.clock.advanceBy(24 * 3_600_000);
    bodies.push(await expectProblem(await pc.link(present), 'activation-code-invalid'));
    expect(new Set(bodies.map(({ id: _id, ...body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('when the account is somebody else’s, then it has to be unlinked first', async () => {
    const operations = await follow(identity, topics.operations);
    const [first, second] = [await identity.person(companyId), await identity.person(companyId)];
    const pc = await enrolledPc();
    await pc.link(await activationCode(first.userId));
    const code = await activationCode(second.userId);
    await expectProblem(await pc.link(code), 'account-already-linked');
    for (let count = 0; count < 2; count += 1) expect((await pc.call('DELETE', `/account-links/${windowsSid}`)).status).toBe(204);
    await eventually(() => expect(new Set(operations.of(companyId).filter(({ kind }) => kind === 'account-unlink').map(({ operationId }) => operationId)).size).toBe(1));
    // The refusal did not use the code up, nor did the end of the other's tie.
    const answer = await pc.link(code);
    expect(await answer.json()).toMatchObject({ userId: second.userId });
    await operations.stop();
  });

  test('when a tie ended, then its code does not bring it back', async () => {
    const { userId } = await identity.person(companyId);
    const pc = await enrolledPc();
    const code = await activationCode(userId);
    expect((await pc.link(code)).status).toBe(201);
    expect((await pc.call('DELETE', `/account-links/${windowsSid}`)).status).toBe(204);
    await expectProblem(await pc.link(code), 'activation-code-invalid');
  });

  test('when a PC has as many ties as a token can carry, then one more is refused and no code is used up', async () => {
    const { userId } = await identity.person(companyId);
    const pc = await enrolledPc();
    const links = Array.from({ length: 50 }, (_, index) => ({ windowsSid: `S-1-5-21-7-${index}`, windowsAccount: 'x', userId, linkedAt: new Date() }));
    await identity.mongo.collection<{ _id: string }>('devices').updateOne({ _id: `${companyId}|${pc.deviceId}` }, { $set: { links } });
    const code = await activationCode(userId);
    await expectProblem(await pc.link(code), 'too-many-account-links');
    expect((await (await enrolledPc()).link(code)).status).toBe(201);
  });

  test('when an administrator is limited to divisions, then the PC list shows only ties of people there', async () => {
    const [seen, hidden] = [await identity.person(companyId), await identity.person(companyId, { divisions: [{ divisionCode: '2000' }] })];
    const pc = await enrolledPc();
    await pc.link(await activationCode(seen.userId));
    await pc.link(await activationCode(hidden.userId), 'S-1-5-21-7-8');
    const limited = (divisions: string[]) => identity.admin({ companyId, level: 'general', divisions }).call('GET', '/devices');
    const all = (await (await identity.admin({ companyId }).call('GET', '/devices')).json()) as { devices: { links: { userId: string }[] }[] };
    expect(all.devices[0]?.links.map((link) => link.userId).sort()).toEqual([seen.userId, hidden.userId].sort());
    const part = (await (await limited(['1000'])).json()) as typeof all;
    expect(part.devices[0]?.links.map((link) => link.userId)).toEqual([seen.userId]);
    expect(JSON.stringify(part)).not.toContain(hidden.userId);
    expect(await (await limited(['nowhere'])).json()).toMatchObject({ devices: [{ deviceId: pc.deviceId, links: [] }] });
  });

  test('when a PC names a PC of another company, then neither is its tie ended nor one made there', async () => {
    const { userId } = await identity.person(companyId);
    const pc = await enrolledPc();
    await pc.link(await activationCode(userId));
    const present = await activationCode(userId);
    const stranger = identity.agent({ companyId: newId(), deviceId: pc.deviceId, links: [] });
    expect((await stranger.call('DELETE', `/account-links/${windowsSid}`)).status).toBe(204);
    await expectProblem(await stranger.call('POST', '/account-links', { windowsSid: 'S-1-5-21-7-9', windowsAccount, activationCode: present }), 'device-revoked');
    const listed = (await (await identity.admin({ companyId }).call('GET', '/devices')).json()) as { devices: unknown[] };
    expect(listed.devices).toMatchObject([{ deviceId: pc.deviceId, links: [{ userId, windowsAccount }] }]);
    expect(listed.devices).not.toMatchObject([{ links: [{}, {}] }]);
    expect((await pc.link(present, 'S-1-5-21-7-9')).status).toBe(201);
  });

  test('when a PC guesses codes, then it waits', async () => {
    const pc = await enrolledPc();
    const statuses = [];
    for (let count = 0; count < 25; count += 1) statuses.push((await pc.link(`AAAA-AAAA-AAAA-${1_000 + count}`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 403));
    expect(statuses.slice(20)).toEqual(Array.from({ length: 5 }, () => 429));
  });

  test('when the administrator is of another division or company, then there is no such user', async () => {
    const { userId } = await identity.person(companyId);
    for (const caller of [{ companyId, level: 'general' as const, divisions: ['2000'] }, { companyId: newId() }]) {
      await expectProblem(await identity.admin(caller).call('POST', `/users/${userId}/activation-codes`), 'user-not-found');
    }
  });
});
