import { randomUUID } from 'node:crypto';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PunchKind, PunchState, topics } from '@genkan/contracts';
import { createKafkajsBus, encodeMessage, type MessageBus } from '@genkan/kafka-kit';
import { createLogger } from '@genkan/service-kit';
import { startSimulator, type RunningSimulator } from '../testing/running-simulator.ts';

const companyId = randomUUID();
let bus: MessageBus;
let simulator: RunningSimulator;
const environment = {
  GENKAN_GATEWAY_URLS: 'http://127.0.0.1:9',
  GENKAN_KAFKA_BROKERS: process.env['GENKAN_KAFKA_BROKERS'] ?? '',
  GENKAN_CONSUMER_GROUP_SUFFIX: `.${companyId}`,
};

beforeAll(async () => {
  if (environment.GENKAN_KAFKA_BROKERS === '') throw new Error('Set GENKAN_KAFKA_BROKERS.');
  const log = createLogger({ service: 'test', level: 'silent', instance: 'test' });
  bus = await createKafkajsBus({ brokers: environment.GENKAN_KAFKA_BROKERS.split(','), clientId: 'test', log });
  simulator = await startSimulator(environment);
}, 60_000);
afterAll(async () => {
  await simulator?.stop();
  await bus?.close();
});

const punch = (employeeKey: string, kind: PunchKind, time: string, revision: number, state: PunchState) =>
  encodeMessage(
    topics.punches,
    [companyId, employeeKey],
    {
      punchId: `${companyId}-${kind}`, revision: BigInt(revision), companyId, userId: 'u', employeeKey, employeeCode: '00001', kind, state,
      time: timestampFromDate(new Date(time)), businessDay: '2026-11-24', timeZone: 'Asia/Tokyo', mark: 'SL', decidedTime: timestampFromDate(new Date()),
    },
    { id: randomUUID(), source: 'punch', time: new Date() },
  );
const get = async (path: string): Promise<Record<string, unknown>> => (await (await fetch(`${simulator.url}/simulator${path}`)).json()) as Record<string, unknown>;
async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (const until = Date.now() + 30_000; ; ) {
    const value = await read();
    if (done(value) || Date.now() > until) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('when punches come twice, out of order, withdrawn and unreadable, then the day shows the highest revisions, also after a crash', async () => {
  const [employee] = (await get('/employees'))['employees'] as { key: string }[];
  const key = employee!.key;
  await bus.publish([
    punch(key, PunchKind.CLOCK_IN, '2026-11-24T00:01:00Z', 1, PunchState.FINAL),
    { ...punch(key, PunchKind.CLOCK_IN, '2026-11-24T00:01:00Z', 9, PunchState.FINAL), value: new Uint8Array([255, 255, 255]) },
    punch(key, PunchKind.CLOCK_OUT, '2026-11-24T09:10:00Z', 2, PunchState.TENTATIVE),
    punch(key, PunchKind.CLOCK_OUT, '2026-11-24T08:00:00Z', 1, PunchState.TENTATIVE),
    punch(key, PunchKind.BREAK_START, '2026-11-24T03:00:00Z', 1, PunchState.TENTATIVE),
    punch(key, PunchKind.BREAK_START, '2026-11-24T03:00:00Z', 2, PunchState.WITHDRAWN),
  ]);
  const mine = async (): Promise<{ kind: string; revision: number; state: string }[]> =>
    ((await get(`/punches?employeeKey=${key}`))['punches'] as { companyId: string; kind: string; revision: number; state: string }[]).filter((one) => one.companyId === companyId);
  await eventually(mine, (punches) => punches.some(({ state }) => state === 'withdrawn'));

  await simulator.kill();
  simulator = await startSimulator(environment, simulator.dataFolder);
  expect((await mine()).map(({ kind, revision, state }) => `${kind} ${revision} ${state}`).toSorted()).toEqual(['break-start 2 withdrawn', 'clock-in 1 final', 'clock-out 2 tentative']);
  const rows = (await get('/daily-data?date=2026-11-24'))['rows'] as { employeeKey: string }[];
  expect(rows.find((row) => row.employeeKey === key)).toMatchObject({
    clockIn: { time: '09:01', mark: 'SL', tentative: false },
    breaks: [],
    clockOut: { time: '18:10', mark: 'SL', tentative: true },
  });
}, 90_000);
