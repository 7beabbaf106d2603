import { createMemoryBus, startOutboxRelay, type OutgoingMessage } from '@genkan/kafka-kit';
import { createLogger, newId, systemClock } from '@genkan/service-kit';
import { eventually, testServers } from '@genkan/test-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { connectRedis } from '../adapters.ts';
import { redisWaitingRecords } from './waiting-records.redis.ts';

const lines: string[] = [];
const log = createLogger({ service: 'gateway', level: 'debug', instance: 'test', destination: { write: (line) => void lines.push(line) } });
let redis: Redis;
beforeAll(async () => {
  // A database of its own: gateways of other tests publish what waits in theirs.
  redis = connectRedis(`${testServers().redisUrl}/11`, log);
  await new Promise((resolve) => redis.once('ready', resolve));
});
beforeEach(async () => void (await redis.flushdb()));
afterAll(() => redis.disconnect());

const list = 'genkan:records:{console}';
const record = (id: string): OutgoingMessage => ({ topic: 'operations.test', key: 'c', value: new Uint8Array([0, 255, 7]), headers: { ce_id: id, company: 'c' } });
const idsOf = (messages: readonly OutgoingMessage[]): string[] => messages.map(({ headers }) => headers['ce_id'] ?? '');

describe('records that wait in Redis', () => {
  test('when a record is kept, then it is read as it was, with its time', async () => {
    const waiting = redisWaitingRecords(redis, () => new Date('2026-04-01T00:00:00Z'), log);
    expect(await waiting.oldest()).toBeUndefined();
    await waiting.keep(record('1'));
    const [document] = await waiting.pending([0], 10, []);
    expect(document?.entries).toMatchObject([{ id: '1', at: new Date('2026-04-01T00:00:00Z'), ...record('1') }]);
    expect(await waiting.oldest()).toEqual(new Date('2026-04-01T00:00:00Z'));
  });

  test('when some were published, then exactly those are removed, whoever else removed or added meanwhile', async () => {
    const [one, other] = [redisWaitingRecords(redis, systemClock, log), redisWaitingRecords(redis, systemClock, log)];
    for (const id of ['1', '2', '3']) await one.keep(record(id));
    const lease = { shard: 0, owner: 'x', fence: 1 };
    const sent = (await one.pending([0], 2, [])).map(({ ref, entries }) => ({ lease, ref, ids: entries.map(({ id }) => id) }));
    expect((await one.pending([0], 2, ['1'])).map(({ ref }) => ref)).toEqual(['2', '3']);
    await one.pending([0], 2, []);
    const same = (await other.pending([0], 2, [])).map(({ ref, entries }) => ({ lease, ref, ids: entries.map(({ id }) => id) }));
    await one.keep(record('4'));
    await one.remove(sent);
    await other.remove(same);
    expect((await one.pending([0], 10, [])).flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(['3', '4']);
  });

  test('when two gateways publish at once, then no record is missing and none stays', async () => {
    const bus = createMemoryBus();
    const ids = Array.from({ length: 500 }, () => newId());
    const relays = ['a', 'b'].map((instance) => startOutboxRelay({ bus, store: redisWaitingRecords(redis, systemClock, log), instance, log, pollMs: 10 }));
    const writer = redisWaitingRecords(redis, systemClock, log);
    await Promise.all(ids.map((id) => writer.keep(record(id))));
    await eventually(async () => expect(await redis.llen(list)).toBe(0));
    expect([...new Set(idsOf(bus.records('operations.test')))].sort()).toEqual([...ids].sort());
    await Promise.all(relays.map((relay) => relay.stop()));
  });

  test('when an entry cannot be read, then it is set aside, not lost, and the others are published', async () => {
    const waiting = redisWaitingRecords(redis, systemClock, log);
    await redis.rpush(list, 'private {');
    await waiting.keep(record('1'));
    expect((await waiting.pending([0], 10, [])).flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual(['1']);
    expect(await redis.lrange(`${list}:unreadable`, 0, -1)).toEqual(['private {']);
    expect(await redis.llen(list)).toBe(1);
    expect(lines.join('')).toContain('cannot be read');
    expect(lines.join('')).not.toContain('private {');
  });

  test('when entries waited when the process was killed, then the next process publishes them', async () => {
    await redisWaitingRecords(redis, systemClock, log).keep(record('1'));
    const bus = createMemoryBus();
    const relay = startOutboxRelay({ bus, store: redisWaitingRecords(redis, systemClock, log), instance: 'next', log, pollMs: 10 });
    await eventually(() => expect(idsOf(bus.records('operations.test'))).toEqual(['1']));
    await relay.stop();
  });
});
