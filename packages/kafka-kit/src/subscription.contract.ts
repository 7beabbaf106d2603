import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { CompanySchema } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { eventually } from '@genkan/test-kit';
import type { Counter, Gauge } from 'prom-client';
import { encodeTombstone } from './envelope.ts';
import { PermanentError, TransientError } from './failure.ts';
import type { IncomingMessage, MessageBus, OutgoingMessage } from './message-bus.ts';
import { metrics } from './metrics.ts';
import { startSubscriptions } from './start-subscriptions.ts';
import type { Running } from './start-subscriptions.ts';
import { subscription } from './subscription.ts';
import type { Subscription } from './subscription.ts';
import { companyMessage, silentLog, testTopic, uniqueName } from './testing/bus-rig.ts';
import type { BusRig } from './testing/bus-rig.ts';

type CompanyTopic = Topic<typeof CompanySchema>;

/** What the subscription runner does, on every adapter. */
export const subscriptionContract = (adapter: string, createRig: () => Promise<BusRig>): void => {
  // A wait ends when its condition holds; this only ends a wait that would never.
  jest.setTimeout(60_000);
  describe(`subscriptions: ${adapter}`, () => {
    let rig: BusRig;
    let bus: MessageBus;

    beforeAll(async () => {
      rig = await createRig();
      bus = await rig.newBus();
    }, 60_000);
    afterAll(() => rig.close(), 60_000);

    const makeTopic = async (what: string): Promise<CompanyTopic> => {
      const topic = testTopic(uniqueName(what));
      await rig.makeTopic(topic.name);
      return topic;
    };
    const makeGroup = async (): Promise<string> => {
      const group = uniqueName('group');
      await rig.makeTopic(`${group}.dead`);
      return group;
    };
    const start = (group: string, ...subscriptions: Subscription[]): Promise<Running> =>
      startSubscriptions(bus, { group, subscriptions, log: silentLog, clock: () => new Date('2026-11-24T01:02:03Z') });

    /** Follows the dead letters of a group from now on. */
    const followDeadLetters = async (group: string): Promise<IncomingMessage[]> => {
      const letters: IncomingMessage[] = [];
      await bus.consume({ group: uniqueName('reader'), topics: [`${group}.dead`], fromBeginning: true }, async (batch) => {
        for (const message of batch.messages) {
          letters.push(message);
          batch.resolve(message.offset);
        }
      });
      return letters;
    };

    const poison: [string, (topic: CompanyTopic) => OutgoingMessage][] = [
      ['bytes that are no message', (topic) => ({ ...companyMessage(topic, 'acme', 'x'), value: new Uint8Array([255, 255, 255]) })],
      ['no headers', (topic) => ({ ...companyMessage(topic, 'acme', 'x'), headers: {} })],
      ['another type', (topic) => withHeader(companyMessage(topic, 'acme', 'x'), 'ce_type', 'genkan.other.v1')],
      ['a company that is not in the key', (topic) => withHeader(companyMessage(topic, 'acme', 'x'), 'company', 'rival')],
      ['a time that is none', (topic) => withHeader(companyMessage(topic, 'acme', 'x'), 'ce_time', 'yesterday')],
    ];
    test.each(poison)('when a message has %s, then it goes to the dead letters with its provenance and the next is handled', async (_what, spoil) => {
      const topic = await makeTopic('poison');
      const group = await makeGroup();
      const letters = await followDeadLetters(group);
      const handled: string[] = [];
      const running = await start(group, subscription({ topic, handle: async (message) => void handled.push(message.name) }));
      const bad = spoil(topic);
      await bus.publish([companyMessage(topic, 'acme', 'before'), bad, companyMessage(topic, 'acme', 'after')]);
      await eventually(() => expect(handled).toEqual(['before', 'after']), { withinMs: 5_000 });
      await eventually(() => expect(letters).toHaveLength(1));
      const [letter] = letters;
      expect(letter?.key).toBe('acme');
      expect(Buffer.from(letter?.value ?? []).equals(Buffer.from(bad.value ?? []))).toBe(true);
      expect(letter?.headers).toMatchObject({
        ...bad.headers,
        'dead-letter-topic': topic.name,
        'dead-letter-partition': expect.stringMatching(/^[012]$/),
        'dead-letter-offset': '1',
        'dead-letter-key': 'acme',
        'dead-letter-group': group,
        'dead-letter-reason': expect.stringMatching(/^PermanentError: ./),
        'dead-letter-attempts': '1',
        'dead-letter-time': '2026-11-24T01:02:03.000Z',
      });
      await running.stop();
    });

    test('when a handler refuses for good, then its message is buried after one attempt', async () => {
      const topic = await makeTopic('refused');
      const group = await makeGroup();
      const letters = await followDeadLetters(group);
      let attempts = 0;
      const running = await start(group, subscription({
        topic,
        handle: async () => {
          attempts += 1;
          throw new PermanentError('there is no such rule');
        },
      }));
      await bus.publish([companyMessage(topic, 'acme', 'x')]);
      await eventually(() => expect(letters[0]?.headers['dead-letter-reason']).toBe('PermanentError: there is no such rule'));
      expect(attempts).toBe(1);
      await running.stop();
    });

    test('when messages are handled, tried again and buried, then the metrics count them by group and topic', async () => {
      const topic = await makeTopic('metrics');
      const group = await makeGroup();
      let failures = 0;
      const running = await start(group, subscription({
        topic,
        handle: async ({ name }) => {
          if (name === 'refused') throw new PermanentError('no');
          if (name === 'slow' && (failures += 1) <= 2) throw new TransientError('later');
        },
      }));
      await bus.publish(['fine', 'slow', 'refused'].map((name) => companyMessage(topic, 'acme', name)));
      await running.caughtUp();
      const countOf = async (metric: Counter | Gauge): Promise<number> =>
        (await metric.get()).values.filter(({ labels }) => labels['group'] === group).reduce((sum, { value }) => sum + value, 0);
      expect(await countOf(metrics.handled)).toBe(2);
      expect(await countOf(metrics.retried)).toBe(2);
      expect(await countOf(metrics.deadLettered)).toBe(1);
      expect(await countOf(metrics.lag)).toBe(0);
      await running.stop();
    });

    test('when a handler fails in an unknown way, then its message is buried after five attempts', async () => {
      const topic = await makeTopic('bug');
      const group = await makeGroup();
      const letters = await followDeadLetters(group);
      let attempts = 0;
      const running = await start(group, subscription({
        topic,
        handle: async () => {
          attempts += 1;
          throw new TypeError('undefined is not a function');
        },
      }));
      await bus.publish([companyMessage(topic, 'acme', 'x')]);
      await eventually(() => expect(letters[0]?.headers['dead-letter-attempts']).toBe('5'));
      expect(attempts).toBe(5);
      await running.stop();
    });

    test('when a failure is transient, then only its partition waits and its messages are handled in order afterwards', async () => {
      const topic = await makeTopic('transient');
      const group = await makeGroup();
      const handled: { partition: number; name: string }[] = [];
      let failures = 0;
      let down = true;
      const running = await start(group, subscription({
        topic,
        handle: async (message, { partition, key }) => {
          if (key === 'down' && down) {
            failures += 1;
            throw new TransientError('the database is away');
          }
          handled.push({ partition, name: message.name });
        },
      }));
      const companies = Array.from({ length: 30 }, (_, index) => `c${index}`);
      await bus.publish([
        companyMessage(topic, 'down', 'd1'),
        companyMessage(topic, 'down', 'd2'),
        ...companies.map((company) => companyMessage(topic, company, company)),
      ]);
      await eventually(() => expect(failures).toBeGreaterThan(2));
      await eventually(() => expect(new Set(handled.map(({ partition }) => partition)).size).toBe(2));
      const whileDown = handled.length;
      await bus.publish(companies.map((company) => companyMessage(topic, company, `${company}-again`)));
      await eventually(() => expect(handled).toHaveLength(2 * whileDown));
      down = false;
      await eventually(() => expect(handled).toHaveLength(62), { withinMs: 30_000 });
      const names = handled.map(({ name }) => name).filter((name) => name.startsWith('d'));
      expect(names).toEqual(['d1', 'd2']);
      await running.stop();
    });

    test('when the dead letter cannot be published, then nothing is committed until it can', async () => {
      const topic = await makeTopic('unburied');
      const group = await makeGroup();
      const letters = await followDeadLetters(group);
      let refusing = true;
      let refusals = 0;
      const halfDead: MessageBus = {
        ...bus,
        async publish(batch) {
          if (refusing && batch.some((message) => message.topic === `${group}.dead`)) {
            refusals += 1;
            throw new TransientError('no acknowledgement');
          }
          await bus.publish(batch);
        },
      };
      const running = await startSubscriptions(halfDead, {
        group,
        log: silentLog,
        subscriptions: [subscription({ topic, handle: async () => Promise.reject(new PermanentError('no')) })],
      });
      await bus.publish([companyMessage(topic, 'acme', 'x')]);
      await eventually(() => expect(refusals).toBeGreaterThan(1));
      const committed = await bus.committed(group, topic.name);
      expect(committed.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(0);
      refusing = false;
      await running.caughtUp();
      await eventually(() => expect(letters).toHaveLength(1));
      await running.stop();
    });

    test('when records are handled together, then one bad record among them is found and buried alone', async () => {
      const topic = await makeTopic('together');
      const group = await makeGroup();
      const letters = await followDeadLetters(group);
      const handled = new Set<string>();
      const sizes: number[] = [];
      await bus.publish(Array.from({ length: 50 }, (_, index) => companyMessage(topic, 'acme', `n${index}`)));
      const running = await start(group, subscription({
        topic,
        handleBatch: async (items) => {
          sizes.push(items.length);
          if (items.some(({ message }) => message.name === 'n20')) throw new PermanentError('n20 is refused');
          for (const { message } of items) handled.add(message.name);
        },
      }));
      await running.caughtUp();
      await eventually(() => expect(letters).toHaveLength(1));
      expect(letters[0]?.headers['ce_id']).toBe('acme-n20');
      expect(handled.size).toBe(49);
      expect(sizes[0]).toBe(50);
      await running.stop();
    });

    test('when a record is a tombstone, then it goes to handleTombstone', async () => {
      const topic = await makeTopic('tombstone');
      const group = await makeGroup();
      const calls: string[] = [];
      const running = await start(group, subscription({
        topic,
        handle: async (message) => void calls.push(message.name),
        handleTombstone: async ({ companyId, id }) => void calls.push(`gone ${companyId} ${id}`),
      }));
      const meta = { id: 't1', source: 'contract', time: new Date() };
      await bus.publish([companyMessage(topic, 'acme', 'here'), encodeTombstone(topic, ['acme'], meta)]);
      await eventually(() => expect(calls).toEqual(['here', 'gone acme t1']));
      await running.stop();
    });

    test('when caughtUp resolves, then everything published before is handled, and an empty topic is no obstacle', async () => {
      const topic = await makeTopic('caught-up');
      const empty = await makeTopic('empty');
      const group = await makeGroup();
      await bus.publish(Array.from({ length: 40 }, (_, index) => companyMessage(topic, `c${index}`, String(index))));
      let handled = 0;
      const running = await start(
        group,
        subscription({ topic, handle: async () => void (handled += 1) }),
        subscription({ topic: empty, handle: async () => undefined }),
      );
      await running.caughtUp();
      expect(handled).toBe(40);
      await running.health();
      await running.stop();
    });
  });
};

function withHeader(message: OutgoingMessage, name: string, value: string): OutgoingMessage {
  return { ...message, headers: { ...message.headers, [name]: value } };
}
