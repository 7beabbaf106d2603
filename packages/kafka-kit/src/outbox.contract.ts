import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { createMemoryBus } from './memory/bus.ts';
import type { MemoryBus } from './memory/bus.ts';
import type { MessageBus } from './message-bus.ts';
import { startOutboxRelay } from './outbox-relay.ts';
import type { OutboxRelay, OutboxRelayOptions } from './outbox-relay.ts';
import { outboxEntry, outboxShards } from './outbox-store.ts';
import type { OutboxEntry, OutboxStore } from './outbox-store.ts';
import { plainMessage, silentLog, textOf } from './testing/bus-rig.ts';
import type { OutboxRig } from './testing/outbox-rig.ts';

const topic = 'outbox.test';
/** Short, so that a successor can be waited for. */
const timing = { leaseMs: 500, sendTimeoutMs: 150, pollMs: 10 };

const entry = (document: string, text: string, stateOf?: string): OutboxEntry =>
  outboxEntry({ ...plainMessage(topic, document, text), headers: { ce_id: `${document}-${text}` } }, {
    id: `${document}-${text}`,
    at: new Date(),
    ...(stateOf === undefined ? {} : { stateOf }),
  });

/** What every outbox store does together with the relay. */
export const outboxContract = (adapter: string, createRig: () => Promise<OutboxRig>): void => {
  // A wait ends when its condition holds; this only ends a wait that would never.
  jest.setTimeout(60_000);
  describe(`outbox: ${adapter}`, () => {
    let rig: OutboxRig;
    let bus: MemoryBus;
    const relays: OutboxRelay[] = [];

    beforeEach(async () => {
      rig = await createRig();
      bus = createMemoryBus();
    });
    afterEach(async () => {
      await Promise.all(relays.splice(0).map((relay) => relay.stop()));
      await rig.close();
    });

    const startRelay = (instance: string, changes: Partial<OutboxRelayOptions> = {}): OutboxRelay => {
      const relay = startOutboxRelay({ bus, store: rig.store, instance, log: silentLog, ...timing, ...changes });
      relays.push(relay);
      return relay;
    };
    const published = (): string[] => bus.records(topic).map(({ headers }) => headers['ce_id'] ?? '');
    const textsOf = (document: string): string[] => bus.records(topic).filter(({ key }) => key === document).map(({ value }) => textOf(value));

    test('when an entry is committed, then it is published as it is and removed', async () => {
      startRelay('a');
      const gone = outboxEntry({ topic, key: 'd1', value: null, headers: {} }, { id: 'tombstone', at: new Date() });
      await rig.commit('d1', [entry('d1', 'hello'), gone]);
      await eventually(() => expect(bus.records(topic)).toHaveLength(2));
      const [message, tombstone] = bus.records(topic);
      expect(message).toMatchObject({ key: 'd1', headers: { ce_id: 'd1-hello' } });
      expect(textOf(message?.value ?? null)).toBe('hello');
      expect(tombstone?.value).toBeNull();
      await eventually(async () => expect(await rig.unsent('d1')).toEqual([]));
      expect(await rig.store.oldest()).toBeUndefined();
    });

    test('when the relay is nudged, then it does not wait for its next poll', async () => {
      const relay = startRelay('a', { pollMs: 60_000 });
      await rig.commit('d0', [entry('d0', 'first')]);
      relay.nudge();
      await eventually(() => expect(published()).toHaveLength(1));
      await rig.commit('d1', [entry('d1', 'second')]);
      relay.nudge();
      await eventually(() => expect(published()).toHaveLength(2), { withinMs: 2_000 });
    });

    test('when many documents change at once, then each keeps its order and nothing is sent twice', async () => {
      const relay = startRelay('a');
      const documents = Array.from({ length: 20 }, (_, index) => `d${index}`);
      for (let step = 0; step < 10; step++) {
        await Promise.all(documents.map((document) => rig.commit(document, [entry(document, `${step}a`), entry(document, `${step}b`)])));
        relay.nudge();
      }
      await eventually(() => expect(bus.records(topic)).toHaveLength(400));
      const steps = Array.from({ length: 10 }, (_, step) => [`${step}a`, `${step}b`]).flat();
      for (const document of documents) expect(textsOf(document)).toEqual(steps);
    });

    test('when unsent states of one thing pile up, then only the newest is published and all are removed', async () => {
      for (const version of ['v1', 'v2', 'v3']) {
        await rig.commit('d1', [entry('d1', version, 'thing'), entry('d1', `fact-${version}`)]);
      }
      startRelay('a');
      await eventually(async () => expect(await rig.unsent('d1')).toEqual([]));
      expect(textsOf('d1')).toEqual(['fact-v1', 'fact-v2', 'v3', 'fact-v3']);
    });

    test('when the relay dies between publish and remove, then its successor publishes the same id again', async () => {
      const dying: OutboxStore = { ...rig.store, remove: () => new Promise(() => undefined), release: async () => undefined };
      await rig.commit('d1', [entry('d1', 'once')]);
      startOutboxRelay({ bus, store: dying, instance: 'dying', log: silentLog, ...timing });
      await eventually(() => expect(published()).toEqual(['d1-once']));
      startRelay('successor');
      await eventually(() => expect(published()).toEqual(['d1-once', 'd1-once']));
      await eventually(async () => expect(await rig.unsent('d1')).toEqual([]));
    });

    test('when a relay wakes up after its lease has passed to another, then it neither sends nor removes', async () => {
      await rig.commit('d1', [entry('d1', 'stale read')]);
      const asleep = Promise.withResolvers<void>();
      const reading = Promise.withResolvers<void>();
      const wokeUp = Promise.withResolvers<void>();
      const slow: OutboxStore = {
        ...rig.store,
        async pending(shards, limit, except) {
          const documents = await rig.store.pending(shards, limit, except);
          if (documents.length === 0) return documents;
          reading.resolve();
          await asleep.promise;
          setImmediate(() => setImmediate(wokeUp.resolve));
          return documents;
        },
      };
      const sends: string[] = [];
      const watched: MessageBus = {
        ...bus,
        async publish(batch, options) {
          sends.push(...batch.map(({ key }) => key));
          await bus.publish(batch, options);
        },
      };
      startRelay('zombie', { store: slow, bus: watched });
      await reading.promise;
      startRelay('successor');
      await eventually(() => expect(published()).toEqual(['d1-stale read']));
      asleep.resolve();
      await wokeUp.promise;
      expect(sends).toEqual([]);
      expect(published()).toHaveLength(1);
    });

    test('when a lease has passed to another, then the store refuses the old owner and removes nothing', async () => {
      const [old] = await rig.store.acquire('old', 30);
      if (old === undefined) throw new Error('no lease');
      const successor = await eventually(async () => {
        const lease = (await rig.store.acquire('new', 60_000)).find(({ shard }) => shard === old.shard);
        expect(lease).toBeDefined();
        return lease;
      });
      expect(successor?.fence).toBeGreaterThan(old.fence);
      expect(successor?.handedOver).toBe(false);
      expect(await rig.store.remove([{ lease: old, ref: 'things:d1', ids: ['x'] }])).toEqual({ refused: [old.shard] });
      expect(await rig.store.acquire('old', 1_000)).toEqual([]);
    });

    test('when leases are given back, then the next instance gets all of them without waiting', async () => {
      const first = await rig.store.acquire('first', 60_000);
      expect(first).toHaveLength(outboxShards);
      expect(await rig.store.acquire('second', 60_000)).toEqual([]);
      await rig.store.release(first);
      const second = await rig.store.acquire('second', 60_000);
      expect(second).toHaveLength(outboxShards);
      expect(second.every(({ handedOver }) => handedOver)).toBe(true);
    });

    test('when publishing fails for a while, then nothing is removed before and everything is sent afterwards in order', async () => {
      let failing = true;
      const unsteady: MessageBus = {
        ...bus,
        async publish(batch, options) {
          // The brokers may have taken the messages of a publish that failed: the relay cannot know.
          await bus.publish(batch, options);
          if (failing) throw new Error('no acknowledgement');
        },
      };
      startRelay('a', { bus: unsteady });
      for (let step = 0; step < 10; step++) await rig.commit('d1', [entry('d1', String(step))]);
      await eventually(() => expect(published().length).toBeGreaterThan(0));
      expect(await rig.unsent('d1')).toHaveLength(10);
      failing = false;
      await eventually(async () => expect(await rig.unsent('d1')).toEqual([]));
      expect([...new Set(textsOf('d1'))]).toEqual(Array.from({ length: 10 }, (_, step) => String(step)));
      expect(textsOf('d1').at(-1)).toBe('9');
    });

    test('when the brokers refuse one document, then the others are published', async () => {
      const choosy: MessageBus = {
        ...bus,
        async publish(batch, options) {
          if (batch.some(({ key }) => key === 'refused')) throw new Error('too large');
          await bus.publish(batch, options);
        },
      };
      await rig.commit('refused', [entry('refused', 'x')]);
      await rig.commit('d1', [entry('d1', 'y')]);
      startRelay('a', { bus: choosy });
      await eventually(() => expect(published()).toEqual(['d1-y']));
      expect(await rig.unsent('refused')).toEqual(['refused-x']);
    });

    test('when a topic is never acknowledged, however much waits for it, then the others are published meanwhile', async () => {
      const sick = 'outbox.sick';
      const hanging: MessageBus = {
        ...bus,
        async publish(batch, options) {
          if (batch.some((message) => message.topic === sick)) {
            await new Promise((resolve) => setTimeout(resolve, options?.withinMs));
            throw new Error('no acknowledgement');
          }
          await bus.publish(batch, options);
        },
      };
      // More than one round reads.
      const documents = Array.from({ length: 250 }, (_, index) => `sick${index}`);
      for (const document of documents) await rig.commit(document, [{ ...entry(document, 'x'), topic: sick }]);
      for (const document of ['d1', 'd2']) await rig.commit(document, [entry(document, 'well')]);
      startRelay('a', { bus: hanging });
      await eventually(() => expect(published().sort()).toEqual(['d1-well', 'd2-well']));
      await rig.commit('d3', [entry('d3', 'later')]);
      await eventually(() => expect(published()).toContain('d3-later'));
      expect(await rig.unsent('sick0')).toEqual(['sick0-x']);
    });

    test('when one document fails at once while another is still being sent, then that one is not sent twice at the same time', async () => {
      let sending = 0;
      let most = 0;
      const uneven: MessageBus = {
        ...bus,
        async publish(batch, options) {
          if (batch.some(({ key }) => key === 'refused')) throw new Error('too large');
          sending += 1;
          most = Math.max(most, sending);
          await new Promise((resolve) => setTimeout(resolve, 140));
          sending -= 1;
          await bus.publish(batch, options);
        },
      };
      await rig.commit('refused', [entry('refused', 'x')]);
      startRelay('a', { bus: uneven });
      for (let step = 0; step < 15; step++) {
        await rig.commit('slow', [entry('slow', String(step))]);
        await eventually(() => expect(published()).toContain(`slow-${step}`));
      }
      expect(most).toBe(1);
    });

    test('when most keys of a topic are not acknowledged, then the others are still published', async () => {
      const patchy: MessageBus = {
        ...bus,
        async publish(batch, options) {
          if (batch.some(({ key }) => key.startsWith('sick'))) {
            await new Promise((resolve) => setTimeout(resolve, options?.withinMs));
            throw new Error('no acknowledgement');
          }
          await bus.publish(batch, options);
        },
      };
      for (let index = 0; index < 40; index++) await rig.commit(`sick${index}`, [entry(`sick${index}`, 'x')]);
      for (let index = 0; index < 10; index++) await rig.commit(`well${index}`, [entry(`well${index}`, 'y')]);
      startRelay('a', { bus: patchy });
      await eventually(() => expect(new Set(published()).size).toBe(10));
    });

    test('when an entry waits too long, then the relay is not healthy', async () => {
      const relay = startRelay('a', { bus: { ...bus, publish: async () => Promise.reject(new Error('brokers away')) }, unhealthyAfterMs: 50 });
      await relay.health();
      await rig.commit('d1', [entry('d1', 'x')]);
      await eventually(() => expect(relay.health()).rejects.toThrow('oldest outbox entry'));
    });
  });
};
