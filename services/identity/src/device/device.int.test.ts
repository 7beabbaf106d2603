import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { DeviceStatus, topics } from '@genkan/contracts';
import { deviceTokens, newId } from '@genkan/service-kit';
import { aCompany, eventually, expectProblem, testDeviceTokens } from '@genkan/test-kit';
import { follow, startTestIdentity, type TestIdentity } from '../testing/test-identity.ts';
import { testPc } from '../testing/test-pc.ts';
import type { DevicePublicKey } from './device.ts';
import type { DeviceStore } from './device.store.ts';
import { enrolDevice } from './enrol-device.ts';
import { exchangeAssertion } from './exchange-assertion.ts';
import { mongoUsedAssertions, type UsedAssertionDocument } from './used-assertions.mongo.ts';

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

async function enrolmentToken(uses = 1, validHours = 24): Promise<string> {
  const answer = await identity.admin({ companyId }).call('POST', '/enrolment-tokens', { uses, validHours, label: '営業部の PC' });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return ((await answer.json()) as { token: string }).token;
}
const enrolled = async (token: string) => {
  const pc = await testPc(identity);
  const answer = await pc.enrol(token);
  return { pc, status: answer.status, deviceId: ((await answer.json()) as { deviceId: string }).deviceId };
};

describe('enrolling a PC', () => {
  test('when the token is good, then the PC is enrolled, and others learn of it', async () => {
    const [devices, operations] = [await follow(identity, topics.devices), await follow(identity, topics.operations)];
    await identity.publish(topics.companies, [companyId], aCompany({ companyId, name: '株式会社玄関' }));
    await identity.caughtUp();
    const pc = await testPc(identity);
    const answer = await pc.enrol(await enrolmentToken());
    expect(answer.status).toBe(201);
    const { deviceId, ...rest } = (await answer.json()) as { deviceId: string };
    expect(rest).toEqual({ companyId, companyName: '株式会社玄関', serverTime: identity.clock().toISOString() });
    await eventually(() => {
      expect(devices.of(companyId).at(-1)).toMatchObject({ deviceId, pcName: 'PC-07', status: DeviceStatus.ACTIVE, links: [] });
      expect(operations.of(companyId).find(({ kind }) => kind === 'device-enrol')).toMatchObject({ targetName: 'PC-07', ip: '192.0.2.7', clientVersion: '1.2.3' });
    });
    await Promise.all([devices.stop(), operations.stop()]);
  });

  test('when ten PCs take a token of three uses at once, then three are enrolled', async () => {
    const token = await enrolmentToken(3);
    const answers = await Promise.all(Array.from({ length: 10 }, () => enrolled(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(7);
  });

  test('when the answer was lost and the PC asks again, then it is the same PC and no further use', async () => {
    const token = await enrolmentToken(1);
    const pc = await testPc(identity);
    const [first, second] = [await pc.enrol(token), await pc.enrol(token)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(((await second.json()) as { deviceId: string }).deviceId).toBe(((await first.json()) as { deviceId: string }).deviceId);
  });

  test('when one key asks eight times at once with a token of one use, then it is one PC and one use', async () => {
    const token = await enrolmentToken(1);
    const pc = await testPc(identity);
    const answers = await Promise.all(Array.from({ length: 8 }, () => pc.enrol(token)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { deviceId?: string }).deviceId));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(ids).size).toBe(1);
    expect((await enrolled(token)).status).toBe(403);
  });

  test('when enrolling broke off after the use was taken, then the same key gets in by that use, and no other key', async () => {
    const token = await enrolmentToken(1);
    const pc = await testPc(identity);
    const { devices, enrolmentTokens } = identity.stores;
    const broken: DeviceStore = { ...devices, insert: () => Promise.reject(new Error('the process ended')) };
    const enrol = enrolDevice({ devices: broken, tokens: enrolmentTokens, clock: identity.clock, newId });
    const publicKey = pc.publicKey as DevicePublicKey;
    const given = { enrolmentToken: token, publicKey, pcName: 'PC-07', agentVersion: '1.2.3', osVersion: 'Windows 11', ip: '192.0.2.7' };
    await expect(enrol(given)).rejects.toThrow('the process ended');
    expect((await enrolled(token)).status).toBe(403);
    expect((await pc.enrol(token)).status).toBe(201);
    expect((await enrolled(token)).status).toBe(403);
  });

  test('when the token is unknown or ran out, then there is one answer for both', async () => {
    const token = await enrolmentToken(5, 1);
    identity.clock.advanceBy(3_600_000);
    const pc = await testPc(identity);
    for (const wrong of [token, `gke_${'A'.repeat(43)}`, 'x']) await expectProblem(await pc.enrol(wrong), 'enrolment-token-invalid');
  });

  test('when the key is not one of P-256, or is private, then it is refused and no use is taken', async () => {
    const token = await enrolmentToken(1);
    const pc = await testPc(identity);
    const other = { ...pc.publicKey, y: pc.publicKey.x };
    for (const publicKey of [other, { ...pc.publicKey, d: pc.publicKey.x }, { ...pc.publicKey, crv: 'P-384' }, { ...pc.publicKey, x: [pc.publicKey.x] }]) {
      await expectProblem(await pc.enrol(token, { publicKey }), 'invalid-request');
    }
    expect((await pc.enrol(token)).status).toBe(201);
  });

  test('when a general administrator wants a token, then it is forbidden', async () => {
    const general = identity.admin({ companyId, level: 'general' });
    await expectProblem(await general.call('POST', '/enrolment-tokens', { uses: 1, validHours: 1, label: 'x' }), 'forbidden');
    for (const body of [{ uses: 0 }, { uses: 10_001 }, { validHours: 721 }]) {
      await expectProblem(await identity.admin({ companyId }).call('POST', '/enrolment-tokens', { uses: 1, validHours: 1, label: 'x', ...body }), 'invalid-request');
    }
  });
});

describe('exchanging an assertion', () => {
  test('when the PC signed it, then it gets a token that says which PC of which company it is', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const answer = await pc.exchange(await pc.assertion(deviceId));
    const { access_token: token, ...rest } = (await answer.json()) as { access_token: string };
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, server_time: identity.clock().toISOString() });
    expect(identity.deviceTokens.verify(token)).toMatchObject({ companyId, deviceId, pcName: 'PC-07', links: [] });
  });

  test('when a tie changes while the PC is read, then the token is from before the change', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const { devices, usedAssertions } = identity.stores;
    const changedMeanwhile: DeviceStore = {
      ...devices,
      async findById(id) {
        const read = await devices.findById(id);
        identity.clock.advanceBy(1_000);
        return read;
      },
    };
    const tokens = deviceTokens(testDeviceTokens().keys, identity.clock);
    const exchange = exchangeAssertion({ devices: changedMeanwhile, used: usedAssertions, tokens, clock: identity.clock });
    const before = identity.clock();
    const exchanged = await exchange(await pc.assertion(deviceId));
    const token = exchanged.outcome === 'granted' ? exchanged.accessToken : '';
    expect(tokens.verify(token).issuedAt).toEqual(before);
  });

  test('when one assertion is sent many times at once, then it is taken once', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const assertion = await pc.assertion(deviceId);
    const answers = await Promise.all(Array.from({ length: 16 }, () => pc.exchange(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    await expectProblem(await pc.exchange(assertion), 'assertion-replayed');
  });

  test('when it was taken, then the database keeps that for longer than it is usable, and not for ever', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const usableUntil = identity.clock().getTime() + 300_000 + 60_000;
    await pc.exchange(await pc.assertion(deviceId, { seconds: 300 }));
    const used = identity.mongo.collection<UsedAssertionDocument>('used_assertions');
    const [kept] = await used.find({ companyId }).toArray();
    expect(kept?.forgottenAt.getTime()).toBe(usableUntil + 600_000);
    expect(await used.indexes()).toContainEqual(expect.objectContaining({ key: { forgottenAt: 1 }, expireAfterSeconds: 0 }));
  });

  test('when it cannot be kept that it was taken, then there is no token', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const { devices } = identity.stores;
    const used = mongoUsedAssertions(identity.mongo.collection<UsedAssertionDocument>(`no$${'x'.repeat(300)}`));
    const exchange = exchangeAssertion({ devices, used, tokens: identity.deviceTokens, clock: identity.clock });
    await expect(exchange(await pc.assertion(deviceId))).rejects.toThrow();
  });

  test('when it is out of its time, then the answer carries the time to sign by', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    for (const wrong of [{ at: identity.clock().getTime() - 3_600_000 }, { at: identity.clock().getTime() + 3_600_000 }, { seconds: 3_600 }]) {
      const problem = await expectProblem(await pc.exchange(await pc.assertion(deviceId, wrong)), 'assertion-expired');
      expect(problem['serverTime']).toBe(identity.clock().toISOString());
    }
  });

  test('when it is for somebody else, by somebody else, or of nobody, then it is invalid', async () => {
    const { pc, deviceId } = await enrolled(await enrolmentToken());
    const stranger = await testPc(identity);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await pc.assertion(deviceId)).split('.')[1]}.`;
    const wrong = [
      await pc.assertion(deviceId, { aud: 'other' }),
      await pc.assertion(deviceId, { iss: newId() }),
      await stranger.assertion(deviceId),
      await pc.assertion(newId()),
      unsigned,
      'nonsense',
    ];
    for (const assertion of wrong) await expectProblem(await pc.exchange(assertion), 'assertion-invalid');
  });

  test('when the PC is revoked, then it gets no token, is not enrolled again by its key, and others learn of it', async () => {
    const devices = await follow(identity, topics.devices);
    const token = await enrolmentToken(2);
    const { pc, deviceId } = await enrolled(token);
    const admin = identity.admin({ companyId });
    await expectProblem(await identity.admin({ companyId: newId() }).call('POST', `/devices/${deviceId}/revocation`), 'device-not-found');
    expect((await admin.call('POST', `/devices/${deviceId}/revocation`)).status).toBe(204);
    await expectProblem(await pc.exchange(await pc.assertion(deviceId)), 'device-revoked');
    await expectProblem(await pc.enrol(token), 'enrolment-token-invalid');
    expect(((await (await admin.call('GET', '/devices')).json()) as { devices: unknown[] }).devices).toMatchObject([{ deviceId, status: 'revoked' }]);
    await eventually(() => expect(devices.of(companyId).at(-1)).toMatchObject({ deviceId, status: DeviceStatus.REVOKED }));
    await devices.stop();
  });

  test('when an administrator is of another company, then the PC is not there', async () => {
    const { deviceId } = await enrolled(await enrolmentToken());
    const stranger = identity.admin({ companyId: newId() });
    await expectProblem(await stranger.call('POST', `/devices/${deviceId}/revocation`, {}), 'device-not-found');
    expect(await (await stranger.call('GET', '/devices')).json()).toEqual({ devices: [], nextCursor: null });
  });

  test('then neither token nor assertion ever was in the log', async () => {
    const token = await enrolmentToken();
    const { pc, deviceId } = await enrolled(token);
    const assertion = await pc.assertion(deviceId, { aud: 'other' });
    await pc.exchange(assertion);
    const text = identity.lines.join('');
    for (const hidden of [token, assertion]) expect(text).not.toContain(hidden);
  });
});
