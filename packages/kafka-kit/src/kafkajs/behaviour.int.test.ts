import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, testServers } from '@genkan/test-kit';
import { PermanentError, TransientError } from '../failure.ts';
import type { MessageBus } from '../message-bus.ts';
import { plainMessage, silentLog, uniqueName } from '../testing/bus-rig.ts';
import type { BusRig } from '../testing/bus-rig.ts';
import { kafkaRig } from '../testing/kafka-rig.ts';
import { countTimers, measureIdle } from '../testing/timer-meter.ts';
import { createKafkajsBus } from './bus.ts';

/** What only a real client can get wrong. */
describe('kafkajs adapter', () => {
  let rig: BusRig;
  let bus: MessageBus;
  let topic: string;

  beforeAll(async () => {
    rig = await kafkaRig(testServers().kafkaBrokers);
    bus = await rig.newBus();
    topic = uniqueName('behaviour');
    await rig.makeTopic(topic);
  }, 60_000);
  afterAll(() => rig.close(), 60_000);

  test('when a consumer and a producer have nothing to do, then hardly a timer fires and the processor rests', async () => {
    const consumption = await bus.consume({ group: uniqueName('idle'), topics: [topic], fromBeginning: true }, async (batch) => {
      for (const { offset } of batch.messages) batch.resolve(offset);
    });
    await bus.publish([plainMessage(topic, 'key', 'warm-up')]);
    await eventually(async () => expect((await bus.topicEnds(topic)).some(({ end }) => end > 0n)).toBe(true));
    const { timersPerSecond, cpu } = await measureIdle(3_000);
    // Without request-queue-fix.ts it is more than 4,000 a second over these connections.
    expect(timersPerSecond).toBeLessThan(30);
    expect(cpu).toBeLessThan(0.1);
    await consumption.stop();
  });

  test('when a topic does not exist, then publishing to it is refused in time and other topics do not wait for it', async () => {
    const missing = bus.publish([plainMessage(uniqueName('missing'), 'key', 'x')], { withinMs: 3_000 });
    const refused = expect(missing).rejects.toThrow('did not acknowledge within 3000 ms');
    const first = await Promise.race([missing.catch(() => 'missing'), bus.publish([plainMessage(topic, 'key', 'y')]).then(() => 'other')]);
    expect(first).toBe('other');
    await refused;
  });

  test('when one message is too large, then it alone is refused, for good and at once', async () => {
    const huge = { ...plainMessage(topic, 'key', ''), value: new Uint8Array(2_000_000) };
    const outcomes = await Promise.allSettled([
      bus.publish([plainMessage(topic, 'key', 'before')]),
      bus.publish([huge]),
      bus.publish([plainMessage(topic, 'key', 'after')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(PermanentError);
  });

  test('when one message is published at a time, then none waits for a timer, a lingering one or one of kafkajs', async () => {
    const { fired } = await countTimers(async () => {
      for (let count = 0; count < 200; count++) await bus.publish([plainMessage(topic, 'key', String(count))]);
    });
    expect(fired).toBe(0);
  });

  test('when the topic of a group is not there yet, then consume() goes on trying and health tells', async () => {
    const late = uniqueName('late');
    const seen: string[] = [];
    const starting = bus.consume({ group: uniqueName('late-group'), topics: [late], fromBeginning: true }, async (batch) => {
      for (const message of batch.messages) {
        seen.push(message.key);
        batch.resolve(message.offset);
      }
    });
    await rig.makeTopic(late);
    const consumption = await starting;
    await bus.publish([plainMessage(late, 'arrived', 'x')]);
    await eventually(() => expect(seen).toEqual(['arrived']), { withinMs: 20_000 });
    await consumption.health();
    await consumption.stop();
  }, 60_000);

  test('when no broker answers, then publishing fails in time as something to try again, and health tells', async () => {
    const lonely = await createKafkajsBus({ brokers: ['127.0.0.1:1'], clientId: 'kafka-kit-test', log: silentLog });
    const startedAt = performance.now();
    await expect(lonely.publish([plainMessage(topic, 'key', 'x')], { withinMs: 800 })).rejects.toThrow(TransientError);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect(lonely.health()).rejects.toThrow();
    await lonely.close();
  }, 30_000);
});
