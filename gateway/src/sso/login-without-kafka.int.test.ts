import { fromBinary } from '@bufbuild/protobuf';
import { OperationResult, OperationSchema, topics, type Operation } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, testServers } from '@genkan/test-kit';
import { expect, test } from '@jest/globals';
import { createBrowser } from '../testing/browser.ts';
import { closedDoor } from '../testing/closed-door.ts';
import { playAttendance } from '../testing/played-attendance.ts';
import { startTestGateway } from '../testing/test-gateway.ts';

const companyId = newId();
const administrator = { administratorKey: 'administrator-key-1', name: '管理 花子', email: 'hanako@example.jp', level: 'all-access', serviceUse: true, divisions: null };

test('when Kafka is away, then nobody gets in, and who is refused is recorded when Kafka is back', async () => {
  const door = await closedDoor();
  // A database of its own, so that no gateway of another test publishes what waits here.
  const gateway = await startTestGateway({ config: { kafkaBrokers: [door.address], redisUrl: `${testServers().redisUrl}/12` } });
  const attendance = await playAttendance(gateway.url);
  try {
    await eventually(() => gateway.adapters.redis.ping());
    gateway.adapters.companies.note({ companyId, companyCode: 'demo', name: '見本商事', language: 'ja', oidcIssuer: attendance.issuer, oidcClientId: 'genkan', version: 1n });
    const logIn = async (serviceUse: boolean) => {
      gateway.services.answer = () => ({ status: 200, body: { ...administrator, serviceUse } });
      const browser = createBrowser();
      const { response } = await browser.follow(`${gateway.url}/sso/login?${new URLSearchParams({ iss: attendance.issuer })}`);
      return { status: response.status, session: browser.cookie(gateway.url, 'genkan-session') };
    };
    expect(await logIn(false)).toEqual({ status: 403, session: undefined });
    expect(await logIn(true)).toEqual({ status: 503, session: undefined });
    await door.open();
    const operations: Operation[] = [];
    const consumption = await gateway.adapters.bus.consume({ group: `test.${newId()}`, topics: [topics.operations.name], fromBeginning: true }, async (batch) => {
      for (const message of batch.messages) {
        if (message.key === companyId && message.value !== null) operations.push(fromBinary(OperationSchema, message.value));
        batch.resolve(message.offset);
      }
    });
    await eventually(() =>
      expect(operations).toMatchObject([
        { kind: 'console-login', result: OperationResult.FAILED, details: { reason: 'service-use-denied' }, actor: { id: 'administrator-key-1' } },
      ]),
    );
    await consumption.stop();
  } finally {
    await gateway.close();
    await attendance.close();
    await door.close();
  }
}, 60_000);
