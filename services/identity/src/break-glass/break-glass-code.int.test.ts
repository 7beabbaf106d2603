import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ActorKind, topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import type { DeviceDocument } from '../device/device.store.mongo.ts';
import { breakGlassAdministrator, breakGlassPc, codeIn, opens } from '../testing/break-glass-pc.ts';
import { follow, startTestIdentity, windowsSid, type TestIdentity } from '../testing/test-identity.ts';

jest.setTimeout(60_000);

const dayMs = 24 * 3_600_000;
let identity: TestIdentity;
let companyId: string;
beforeAll(async () => {
  identity = await startTestIdentity({ instances: 2 });
});
afterAll(() => identity?.stop());
beforeEach(() => {
  companyId = newId();
});

const pcOf = (links?: Parameters<typeof breakGlassPc>[2]) => breakGlassPc(identity, companyId, links);
const administrators = () => [breakGlassAdministrator(identity, companyId, '管理 一郎'), breakGlassAdministrator(identity, companyId, '管理 二郎')] as const;
async function seen(deviceId: string): Promise<string> {
  const [one, other] = administrators();
  const requestId = await one.requested(deviceId);
  await other.approve(requestId);
  return codeIn(await one.view(requestId));
}
const operationsOf = async () => {
  const operations = await follow(identity, topics.operations);
  return { of: (kind: string) => operations.of(companyId).filter((one) => one.kind === kind), stop: operations.stop };
};

describe('the break-glass code of a PC', () => {
  test('when the PC never fetched one, then its token names none; from then on it names it, and fetching changes nothing', async () => {
    const pc = await pcOf();
    expect(await pc.announced()).toBeUndefined();
    const first = await pc.fetch();
    expect([Buffer.from(first.salt, 'base64').byteLength, Buffer.from(first.digest, 'base64').byteLength]).toEqual([16, 32]);
    expect(await pc.fetch()).toEqual(first);
    expect(await pc.announced()).toBe(first.codeId);
  });

  test('when the PC fetches its first one many times at once, then it is one code', async () => {
    const pc = await pcOf();
    const fetched = await Promise.all(Array.from({ length: 8 }, (_, index) => pc.agent.call('GET', '/break-glass-code', undefined, index)));
    const codes = await Promise.all(fetched.map((answer) => answer.text()));
    expect(new Set(codes).size).toBe(1);
  });

  test('when administrators see it, then it is the one that the PC accepts, and it stays the same for a day', async () => {
    const pc = await pcOf();
    const verifier = await pc.fetch();
    expect(opens(verifier, await seen(pc.deviceId))).toBe(true);
    identity.clock.advanceBy(dayMs - 1);
    expect(await pc.announced()).toBe(verifier.codeId);
    expect(await pc.fetch()).toEqual(verifier);
  });

  test('when a day passed since it was seen, then the PC is told of another one; until it fetches that, the old one is shown', async () => {
    const pc = await pcOf();
    const verifier = await pc.fetch();
    await seen(pc.deviceId);
    identity.clock.advanceBy(dayMs);
    const announced = await pc.announced();
    expect(announced).not.toBe(verifier.codeId);
    // The PC is out of reach before it fetches: what it holds is what has to be shown.
    expect(opens(verifier, await seen(pc.deviceId))).toBe(true);
    identity.clock.advanceBy(dayMs);
    const next = await pc.fetch();
    expect(next.codeId).toBe(announced);
    expect([next.salt === verifier.salt, next.digest === verifier.digest, await pc.announced()]).toEqual([false, false, announced]);
    expect(opens(next, await seen(pc.deviceId))).toBe(true);
  });

  test('when it was used, then it is replaced at once and the log says by whom at which PC', async () => {
    const operations = await operationsOf();
    const { userId } = await identity.person(companyId);
    const pc = await pcOf();
    const link = { windowsSid, windowsAccount: 'PC-07\\taro', userId, linkedAt: identity.clock() };
    await identity.mongo.collection<DeviceDocument>('devices').updateOne({ companyId, deviceId: pc.deviceId }, { $set: { links: [link] } });
    const { codeId } = await pc.fetch();
    const usedAt = new Date(identity.clock().getTime() - 3_600_000).toISOString();
    const answer = await pc.use(codeId, { usedAt });
    expect([answer.status, await answer.json()]).toEqual([200, { result: 'recorded' }]);
    const next = await pc.fetch();
    expect([next.codeId === codeId, await pc.announced()]).toEqual([false, next.codeId]);
    await eventually(() =>
      expect(operations.of('break-glass-use')).toMatchObject([
        {
          actor: { kind: ActorKind.USER, id: userId }, targetName: 'PC-07',
          details: { pcName: 'PC-07', windowsAccount: 'PC-07\\taro', usedAt },
          occurredAt: { seconds: BigInt(Math.floor(Date.parse(usedAt) / 1_000)) },
        },
      ]),
    );
    await operations.stop();
  });

  test('when a use is reported again and again, at once too, then it is recorded once and replaces one code', async () => {
    const operations = await operationsOf();
    const pc = await pcOf();
    const { codeId } = await pc.fetch();
    const useId = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => pc.use(codeId, { useId })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const { codeId: next } = await pc.fetch();
    expect((await pc.use(codeId, { useId })).status).toBe(200);
    expect((await pc.use(next, { useId })).status).toBe(200);
    expect((await pc.fetch()).codeId).toBe(next);
    await eventually(() => expect(new Set(operations.of('break-glass-use').map(({ operationId }) => operationId)).size).toBe(1));
    await operations.stop();
  });

  test('when the code of the use is an earlier or unknown one, or the PC’s clock is ahead, then it is recorded, and the present code stays', async () => {
    const operations = await operationsOf();
    const pc = await pcOf();
    const { codeId: earlier } = await pc.fetch();
    await pc.use(earlier);
    const { codeId: present } = await pc.fetch();
    const ahead = new Date(identity.clock().getTime() + dayMs).toISOString();
    for (const codeId of [earlier, newId(), 'x']) expect((await pc.use(codeId, { usedAt: ahead })).status).toBe(200);
    expect((await pc.fetch()).codeId).toBe(present);
    await eventually(() => {
      const uses = operations.of('break-glass-use');
      expect(uses).toHaveLength(4);
      expect(uses.at(-1)).toMatchObject({ actor: { kind: ActorKind.DEVICE, id: pc.deviceId, name: 'PC-07' }, details: { usedAt: ahead } });
      expect(Number(uses.at(-1)?.occurredAt?.seconds) * 1_000).toBeLessThanOrEqual(identity.clock().getTime());
    });
    await operations.stop();
  });

  test('when the PC never fetched a code and reports a use, then it is recorded all the same', async () => {
    const operations = await operationsOf();
    const pc = await pcOf();
    expect((await pc.use('x')).status).toBe(200);
    await eventually(() => expect(operations.of('break-glass-use')).toHaveLength(1));
    expect(await pc.announced()).toBeUndefined();
    await operations.stop();
  });

  test('when the PC is revoked or of another company, then it gets no code; when a use makes no sense, then it is refused', async () => {
    const pc = await pcOf();
    const { codeId } = await pc.fetch();
    for (const wrong of [{ useId: 'x' }, { usedAt: 'yesterday' }, { windowsSid: 'taro' }, { code: 'ABCD' }]) {
      await expectProblem(await pc.use(codeId, wrong), 'invalid-request');
    }
    const stranger = identity.agent({ companyId: newId(), deviceId: pc.deviceId });
    await expectProblem(await stranger.call('GET', '/break-glass-code'), 'device-revoked');
    await identity.admin({ companyId }).call('POST', `/devices/${pc.deviceId}/revocation`, {});
    await expectProblem(await pc.agent.call('GET', '/break-glass-code'), 'device-revoked');
  });

  test('when the PC is revoked while it still asks its people for a code, then administrators can see the one it holds', async () => {
    const pc = await pcOf();
    const verifier = await pc.fetch();
    await identity.admin({ companyId }).call('POST', `/devices/${pc.deviceId}/revocation`, {});
    expect(opens(verifier, await seen(pc.deviceId))).toBe(true);
  });
});
