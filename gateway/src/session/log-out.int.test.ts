import { fromBinary } from '@bufbuild/protobuf';
import { OperationResult, OperationSchema, topics, type Operation } from '@genkan/contracts';
import type { Consumption } from '@genkan/kafka-kit';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem, testServers } from '@genkan/test-kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closedDoor } from '../testing/closed-door.ts';
import { startTestGateway, untilReady, type TestGateway } from '../testing/test-gateway.ts';
import { nameOf, newSecret } from './session.ts';
import { redisSessionStore } from './session.store.redis.ts';

/** A database of its own, so that no gateway of another test publishes what waits here. */
const redisUrl = `${testServers().redisUrl}/9`;
const companyId = newId();
const operations: Operation[] = [];
let watcher: TestGateway;
let consumption: Consumption;

beforeAll(async () => {
  watcher = await startTestGateway();
  await untilReady(watcher);
  consumption = await watcher.adapters.bus.consume({ group: `test.${newId()}`, topics: [topics.operations.name], fromBeginning: true }, async (batch) => {
    for (const message of batch.messages) {
      if (message.key === companyId && message.value !== null) operations.push(fromBinary(OperationSchema, message.value));
      batch.resolve(message.offset);
    }
  });
}, 60_000);
afterAll(async () => {
  await consumption.stop();
  await watcher.close();
});

const sessionOf = async (gateway: TestGateway, administratorKey: string): Promise<{ cookie: string; 'genkan-csrf': string }> => {
  const id = newSecret();
  const { redis } = gateway.adapters;
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
  await redisSessionStore(redis, () => new Date()).begin(nameOf(id), {
    companyId, administratorKey, name: '管理 花子', account: 'admin1', csrfToken: 'token', startedAt: new Date().toISOString(),
  });
  return { cookie: `genkan-session=${id}`, 'genkan-csrf': 'token' };
};
const logOut = (gateway: TestGateway, headers: Record<string, string>) => gateway.call('/api/console/v1/session', { method: 'DELETE', headers });
const recordsOf = (administratorKey: string) => operations.filter(({ actor }) => actor?.id === administratorKey);
const expectRecord = (administratorKey: string) =>
  eventually(() =>
    expect(recordsOf(administratorKey)).toMatchObject([{ kind: 'console-logout', result: OperationResult.SUCCEEDED, actor: { name: '管理 花子' }, ip: '203.0.113.7' }]),
  );
const from = { 'x-forwarded-for': '203.0.113.7' };

test('when Kafka is away, then logging out works at once, and the record comes when Kafka is back', async () => {
  const door = await closedDoor();
  const gateway = await startTestGateway({ config: { kafkaBrokers: [door.address], redisUrl } });
  try {
    const administratorKey = newId();
    const session = await sessionOf(gateway, administratorKey);
    const begun = performance.now();
    const answer = await logOut(gateway, { ...session, ...from });
    expect({ status: answer.status, cookie: answer.headers.getSetCookie().join() }).toEqual({ status: 204, cookie: expect.stringContaining('Max-Age=0') });
    expect(performance.now() - begun).toBeLessThan(2_000);
    await expectProblem(await logOut(gateway, { ...session, ...from }), 'not-logged-in');
    expect(recordsOf(administratorKey)).toEqual([]);
    await door.open();
    await expectRecord(administratorKey);
    expect(gateway.logged()).not.toContain('管理 花子');
  } finally {
    await gateway.close();
    await door.close();
  }
}, 60_000);

test('when the process ends while Kafka is away, then another one publishes the record', async () => {
  const door = await closedDoor();
  const cut = await startTestGateway({ config: { kafkaBrokers: [door.address], redisUrl } });
  const administratorKey = newId();
  const session = await sessionOf(cut, administratorKey);
  expect((await logOut(cut, { ...session, ...from })).status).toBe(204);
  await cut.adapters.records.stop();
  // Its relay has ended; only for the rest of it to end quickly.
  await door.open();
  await cut.close();
  await door.close();
  expect(recordsOf(administratorKey)).toEqual([]);
  const next = await startTestGateway({ config: { redisUrl } });
  try {
    await expectRecord(administratorKey);
    await eventually(async () => expect(await next.adapters.redis.llen('genkan:records:{console}')).toBe(0));
  } finally {
    await next.close();
  }
}, 60_000);

test('when somebody logs out in many tabs at once, then there is one record', async () => {
  const administratorKey = newId();
  const session = await sessionOf(watcher, administratorKey);
  const answers = await Promise.all(Array.from({ length: 8 }, () => logOut(watcher, { ...session, ...from })));
  expect(answers.map(({ status }) => status)).toContain(204);
  expect(answers.every(({ status }) => status === 204 || status === 401)).toBe(true);
  await expectRecord(administratorKey);
});

test('when identity is away, then logging out works and is recorded', async () => {
  const administratorKey = newId();
  const session = await sessionOf(watcher, administratorKey);
  const { answer } = watcher.services;
  watcher.services.answer = () => 'hang-up';
  try {
    expect((await logOut(watcher, { ...session, ...from })).status).toBe(204);
  } finally {
    watcher.services.answer = answer;
  }
  await expectRecord(administratorKey);
});
