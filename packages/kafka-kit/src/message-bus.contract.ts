import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import type { BatchHandler, Consumption, IncomingMessage, MessageBus } from './message-bus.ts';
import { plainMessage, textOf, uniqueName } from './testing/bus-rig.ts';
import type { BusRig } from './testing/bus-rig.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Handles every message and remembers it. */
const recordInto = (seen: IncomingMessage[]): BatchHandler => async (batch) => {
  for (const message of batch.messages) {
    if (batch.isStale()) return;
    seen.push(message);
    batch.resolve(message.offset);
  }
};

/** What every adapter of the message bus does; the subscription runner has a contract of its own. */
export const messageBusContract = (adapter: string, createRig: () => Promise<BusRig>): void => {
  // A wait ends when its condition holds; this only ends a wait that would never.
  jest.setTimeout(60_000);
  describe(`message bus: ${adapter}`, () => {
    let rig: BusRig;
    let bus: MessageBus;

    beforeAll(async () => {
      rig = await createRig();
      bus = await rig.newBus();
    }, 60_000);
    afterAll(() => rig.close(), 60_000);

    const makeTopic = async (what: string): Promise<string> => {
      const topic = uniqueName(what);
      await rig.makeTopic(topic);
      return topic;
    };
    const consume = (on: MessageBus, group: string, topic: string, handler: BatchHandler, stuckAfterMs?: number): Promise<Consumption> =>
      on.consume({ group, topics: [topic], fromBeginning: true, ...(stuckAfterMs === undefined ? {} : { stuckAfterMs }) }, handler);

    test('when a message is published, then key, value, headers and tombstones arrive as they were', async () => {
      const topic = await makeTopic('shape');
      const seen: IncomingMessage[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, recordInto(seen));
      await bus.publish([plainMessage(topic, 'company/äß', 'ことば'), { topic, key: 'gone', value: null, headers: {} }]);
      await eventually(() => expect(seen).toHaveLength(2));
      const [message] = seen.filter(({ value }) => value !== null);
      expect(message).toMatchObject({ topic, key: 'company/äß', headers: { test: 'yes' } });
      expect(textOf(message?.value ?? null)).toBe('ことば');
      expect(seen.find(({ key }) => key === 'gone')?.value).toBeNull();
      await consumption.stop();
    });

    test('when 20 publishers write one key each, then every key arrives in its order', async () => {
      const topic = await makeTopic('order');
      const seen: IncomingMessage[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, recordInto(seen));
      await Promise.all(
        numbers(20).map(async (key) => {
          for (const step of numbers(25)) await bus.publish([plainMessage(topic, `key-${key}`, String(step))]);
        }),
      );
      await eventually(() => expect(seen).toHaveLength(500));
      for (const key of numbers(20)) {
        const steps = seen.filter((message) => message.key === `key-${key}`).map(({ value }) => Number(textOf(value)));
        expect(steps).toEqual(numbers(25));
      }
      await consumption.stop();
    });

    test.each([1, 16, 256])('when %i publishers send at once, then as many messages arrive as were acknowledged', async (publishers) => {
      const topic = await makeTopic(`count-${publishers}`);
      const seen: IncomingMessage[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, recordInto(seen));
      const rounds = Math.ceil(512 / publishers);
      await Promise.all(
        numbers(publishers).map(async (publisher) => {
          for (const round of numbers(rounds)) await bus.publish([plainMessage(topic, `p-${publisher}`, `${publisher}:${round}`)]);
        }),
      );
      await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(publishers * rounds));
      expect(new Set(seen.map(({ value }) => textOf(value))).size).toBe(publishers * rounds);
      expect(seen).toHaveLength(publishers * rounds);
      const ends = await bus.topicEnds(topic);
      expect(ends.reduce((sum, { end }) => sum + Number(end), 0)).toBe(publishers * rounds);
      await consumption.stop();
    });

    test('when a handler throws before it resolved a message, then that message comes again and no earlier one', async () => {
      const topic = await makeTopic('throws');
      const seen: string[] = [];
      let crashed = false;
      const consumption = await consume(bus, uniqueName('group'), topic, async (batch) => {
        for (const message of batch.messages) {
          const text = textOf(message.value);
          seen.push(text);
          if (text === '2' && !crashed) {
            crashed = true;
            throw new Error('the process dies between effect and commit');
          }
          batch.resolve(message.offset);
        }
      });
      await bus.publish(numbers(5).map((step) => plainMessage(topic, 'one-key', String(step))));
      await eventually(() => expect(seen).toEqual(['0', '1', '2', '2', '3', '4']), { withinMs: 20_000 });
      await eventually(() => consumption.health());
      await consumption.stop();
    });

    test('when a handler leaves a batch early, then it continues there', async () => {
      const topic = await makeTopic('early');
      const seen: string[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, async (batch) => {
        for (const message of batch.messages.slice(0, 3)) {
          seen.push(textOf(message.value));
          batch.resolve(message.offset);
        }
      });
      await bus.publish(numbers(10).map((step) => plainMessage(topic, 'one-key', String(step))));
      await eventually(() => expect(seen).toEqual(numbers(10).map(String)));
      await consumption.stop();
    });

    test('when a member stops, then the next one begins where its commits end', async () => {
      const topic = await makeTopic('resume');
      const group = uniqueName('group');
      const first: IncomingMessage[] = [];
      const before = await consume(bus, group, topic, recordInto(first));
      await bus.publish(numbers(30).map((step) => plainMessage(topic, `key-${step}`, String(step))));
      await eventually(() => expect(first).toHaveLength(30));
      await before.stop();
      const committed = await bus.committed(group, topic);
      expect(committed.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(30);

      await bus.publish([plainMessage(topic, 'key-0', 'later')]);
      const second: IncomingMessage[] = [];
      const after = await consume(bus, group, topic, recordInto(second));
      await eventually(() => expect(second.map(({ value }) => textOf(value))).toEqual(['later']));
      await after.stop();
    });

    test('when a group begins at the end, then it sees only what is published after consume() resolved', async () => {
      const topic = await makeTopic('from-end');
      await bus.publish(numbers(9).map((step) => plainMessage(topic, `key-${step}`, 'before')));
      const seen: IncomingMessage[] = [];
      const consumption = await bus.consume({ group: uniqueName('group'), topics: [topic], fromBeginning: false }, recordInto(seen));
      await bus.publish([plainMessage(topic, 'key-0', 'after')]);
      await eventually(() => expect(seen.map(({ value }) => textOf(value))).toEqual(['after']));
      await consumption.stop();
    });

    test('when a group that began at the end has nobody for a while, then it does not skip what came meanwhile', async () => {
      const topic = await makeTopic('from-end-again');
      const group = uniqueName('group');
      await bus.publish([plainMessage(topic, 'key', 'before')]);
      const first = await bus.consume({ group, topics: [topic], fromBeginning: false }, async () => undefined);
      await first.stop();
      await bus.publish([plainMessage(topic, 'key', 'meanwhile')]);
      const seen: IncomingMessage[] = [];
      const second = await bus.consume({ group, topics: [topic], fromBeginning: false }, recordInto(seen));
      await eventually(() => expect(seen.map(({ value }) => textOf(value))).toEqual(['meanwhile']));
      await second.stop();
    });

    test('when thousands of messages are published in one call, then all arrive in order', async () => {
      const topic = await makeTopic('many');
      const seen: IncomingMessage[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, recordInto(seen));
      const filler = 'x'.repeat(1_000);
      await bus.publish(numbers(3_000).map((step) => plainMessage(topic, 'one-key', `${step} ${filler}`)));
      await eventually(() => expect(seen).toHaveLength(3_000));
      expect(seen.map(({ value }) => Number.parseInt(textOf(value), 10))).toEqual(numbers(3_000));
      await consumption.stop();
    });

    test('when a partition is paused, then the others go on and it continues after resume', async () => {
      const topic = await makeTopic('pause');
      const seen: IncomingMessage[] = [];
      const consumption = await consume(bus, uniqueName('group'), topic, recordInto(seen));
      await bus.publish(numbers(60).map((step) => plainMessage(topic, `key-${step}`, 'a')));
      await eventually(() => expect(seen).toHaveLength(60));
      consumption.pause(topic, 0);
      await bus.publish(numbers(60).map((step) => plainMessage(topic, `key-${step}`, 'b')));
      const paused = seen.filter(({ partition }) => partition === 0).length;
      await eventually(() => expect(seen).toHaveLength(120 - paused));
      consumption.resume(topic, 0);
      await eventually(() => expect(seen).toHaveLength(120));
      await consumption.stop();
    });

    test('when a second member joins while a batch runs, then the batch turns stale and no effect is lost or doubled', async () => {
      const topic = await makeTopic('rebalance');
      const group = uniqueName('group');
      const other = await rig.newBus();
      await bus.publish(numbers(300).map((step) => plainMessage(topic, `key-${step % 30}`, String(step))));
      const effects = new Map<string, string>();
      let staleBatches = 0;
      const slowly = (member: string): BatchHandler => async (batch) => {
        for (const message of batch.messages) {
          if (batch.isStale()) {
            staleBatches += 1;
            return;
          }
          await new Promise((resolve) => setTimeout(resolve, 15));
          // An idempotent effect: the first one counts.
          const text = textOf(message.value);
          if (!effects.has(text)) effects.set(text, member);
          batch.resolve(message.offset);
        }
      };
      const first = await consume(bus, group, topic, slowly('first'));
      await eventually(() => expect(effects.size).toBeGreaterThan(5));
      const second = await consume(other, group, topic, slowly('second'));
      await eventually(() => expect(effects.size).toBe(300), { withinMs: 30_000 });
      expect(staleBatches).toBeGreaterThan(0);
      expect(new Set(effects.values())).toEqual(new Set(['first', 'second']));
      await eventually(async () => {
        const committed = await bus.committed(group, topic);
        expect(committed.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(300);
      });
      await Promise.all([first.stop(), second.stop()]);
    });

    test('when a handler is stuck, then another member gets its partition, health says so, and a late resolve counts for nothing', async () => {
      const topic = await makeTopic('stuck');
      const group = uniqueName('group');
      const other = await rig.newBus();
      const unstick = Promise.withResolvers<void>();
      let batches = 0;
      const seenByOther: string[] = [];
      await bus.publish([plainMessage(topic, 'one-key', 'first'), plainMessage(topic, 'one-key', 'second')]);
      const stuck = await consume(bus, group, topic, async (batch) => {
        batches += 1;
        await unstick.promise;
        for (const message of batch.messages) batch.resolve(message.offset);
      }, 1_000);
      await eventually(() => expect(batches).toBe(1));
      const healthy = await consume(other, group, topic, async (batch) => {
        for (const message of batch.messages) {
          if (batch.isStale()) return;
          seenByOther.push(textOf(message.value));
          // The second stays unfinished, so that a late resolve of it would show.
          if (textOf(message.value) === 'first') batch.resolve(message.offset);
        }
      });
      await eventually(() => expect(stuck.health()).rejects.toThrow(/stuck/), { withinMs: 20_000 });
      // Nobody stopped it: the bus itself takes it out of the group. It joins again, may get the partition back, and is stuck again.
      await eventually(() => expect(seenByOther).toContain('first'), { withinMs: 50_000 });
      await eventually(async () => expect(await bus.committed(group, topic)).toContainEqual({ partition: expect.any(Number), offset: 1n }), { withinMs: 30_000 });
      unstick.resolve();
      await stuck.stop();
      await healthy.stop();
      expect((await bus.committed(group, topic)).reduce((sum, { offset }) => sum + offset, 0n)).toBe(1n);
    });

    test('when a bus is closed, then its consumers stop and publishing is refused', async () => {
      const topic = await makeTopic('closed');
      const own = await rig.newBus();
      const seen: IncomingMessage[] = [];
      await consume(own, uniqueName('group'), topic, recordInto(seen));
      await own.close();
      await expect(own.publish([plainMessage(topic, 'key', 'late')])).rejects.toThrow('closed');
      await bus.publish([plainMessage(topic, 'key', 'for others')]);
      expect(seen).toEqual([]);
    });
  });
};
