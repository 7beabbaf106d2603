import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceStatus, topics } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await untilReady(gateway);
}, 60_000);
afterAll(() => gateway.close());

const policy = (token: string) => gateway.call('/api/agent/v1/policy', { headers: { authorization: `Bearer ${token}` } });
const pc = () => ({ companyId: newId(), deviceId: newId() });
const secondsAgo = (seconds: number) => () => new Date(Date.now() - seconds * 1_000);

describe('a device token', () => {
  test('when nothing has changed, then the PC passes', async () => {
    expect((await policy(gateway.deviceToken(pc()))).status).toBe(200);
  });

  test('when the PC is revoked, then it is refused within seconds, with any token', async () => {
    const device = pc();
    const token = gateway.deviceToken(device);
    expect((await policy(token)).status).toBe(200);
    await gateway.publishDevice({ ...device, version: 2n, status: DeviceStatus.REVOKED, changedTime: timestampFromDate(new Date()) });
    await eventually(async () => expectProblem(await policy(token), 'device-revoked'), { withinMs: 5_000 });
    await expectProblem(await policy(gateway.deviceToken(device)), 'device-revoked');
    expect((await policy(gateway.deviceToken({ ...device, companyId: newId() }))).status).toBe(200);
  });

  test('when its ties changed, then older tokens are stale and newer ones are good', async () => {
    const device = pc();
    const older = gateway.deviceToken(device, secondsAgo(10));
    await gateway.publishDevice({ ...device, version: 2n, changedTime: timestampFromDate(new Date(Date.now() - 1_000)) });
    await eventually(async () => expectProblem(await policy(older), 'token-stale'), { withinMs: 5_000 });
    expect((await policy(gateway.deviceToken(device))).status).toBe(200);
  });

  test('when an older state arrives after a newer one, then it changes nothing', async () => {
    const device = pc();
    const token = gateway.deviceToken(device);
    await gateway.publishDevice({ ...device, version: 3n, status: DeviceStatus.REVOKED, changedTime: timestampFromDate(new Date()) });
    await eventually(async () => expectProblem(await policy(token), 'device-revoked'));
    await gateway.publishDevice({ ...device, version: 2n, changedTime: timestampFromDate(new Date()) });
    const marker = pc();
    await gateway.publishDevice({ ...marker, version: 1n, status: DeviceStatus.REVOKED, changedTime: timestampFromDate(new Date()) });
    await eventually(async () => expectProblem(await policy(gateway.deviceToken(marker)), 'device-revoked'));
    await expectProblem(await policy(token), 'device-revoked');
  });

  test('when a malformed record stands in the topic, then that PC needs a new token, and the records after it are followed all the same', async () => {
    const device = pc();
    const good = encodeMessage(topics.devices, [device.companyId, device.deviceId], {}, { id: newId(), source: 'test', time: new Date() });
    const older = gateway.deviceToken(device, secondsAgo(10));
    await gateway.adapters.bus.publish([{ ...good, value: new Uint8Array([0xff, 0xff, 0xff]) }]);
    await eventually(async () => expectProblem(await policy(older), 'token-stale'));
    await gateway.publishDevice({ ...device, version: 2n, deleted: true, changedTime: timestampFromDate(new Date()) });
    await eventually(async () => expectProblem(await policy(gateway.deviceToken(device)), 'device-revoked'));
    expect(gateway.logged()).toContain('a record cannot be read');
  });

  test('when a revocation was published before the gateway started, then it is known before anybody passes', async () => {
    const device = pc();
    await gateway.publishDevice({ ...device, version: 2n, status: DeviceStatus.REVOKED, changedTime: timestampFromDate(new Date()) });
    const second = await startTestGateway({ config: { deviceTokenKeys: gateway.config.deviceTokenKeys } });
    try {
      const answer = await eventually(async () => {
        const response = await second.call('/api/agent/v1/policy', { headers: { authorization: `Bearer ${gateway.deviceToken(device)}` } });
        expect([401, 503]).toContain(response.status);
        if (response.status === 503) throw new Error('not ready yet');
        return response;
      }, { withinMs: 30_000 });
      await expectProblem(answer, 'device-revoked');
    } finally {
      await second.close();
    }
  }, 60_000);

  test('when a token is expired, or signed by somebody else, then it is refused', async () => {
    await expectProblem(await policy(gateway.deviceToken(pc(), secondsAgo(601))), 'device-token-invalid');
    const stranger = await startTestGateway();
    await expectProblem(await policy(stranger.deviceToken(pc())), 'device-token-invalid');
    await stranger.close();
  }, 60_000);
});
