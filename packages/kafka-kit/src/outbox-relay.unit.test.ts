import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { createMemoryBus } from './memory/bus.ts';
import { createMemoryOutboxStore } from './memory/outbox-store.ts';
import type { MessageBus } from './message-bus.ts';
import { startOutboxRelay } from './outbox-relay.ts';
import { outboxEntry } from './outbox-store.ts';
import type { OutboxStore } from './outbox-store.ts';
import { plainMessage, silentLog } from './testing/bus-rig.ts';
import { until } from './testing/until.ts';

/** Where a relay dies: each is a moment after which nothing more of it happens. */
type Death = 'before publish' | 'after publish' | 'after remove';

const never = (): Promise<never> => new Promise(() => undefined);

/** A relay that dies at its first chance, as under `kill -9`; it releases nothing. */
const dyingParts = (store: OutboxStore, bus: MessageBus, death: Death): { store: OutboxStore; bus: MessageBus; dead: Promise<void> } => {
  const dead = Promise.withResolvers<void>();
  const die = (): Promise<never> => {
    dead.resolve();
    return never();
  };
  return {
    dead: dead.promise,
    bus: { ...bus, publish: async (batch) => (death === 'before publish' ? die() : bus.publish(batch)) },
    store: {
      ...store,
      async remove(sent) {
        if (death === 'after publish') return die();
        await store.remove(sent);
        return die();
      },
    },
  };
};

test('when relays die at any step in any order, then every entry is published, in order per document, and nothing waits', async () => {
  const topic = 'outbox.test';
  const deaths = fc.array(fc.constantFrom<Death>('before publish', 'after publish', 'after remove'), { maxLength: 4 });
  const commits = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(deaths, commits, async (deathList, commitList) => {
      const store = createMemoryOutboxStore();
      const bus = createMemoryBus();
      const timing = { log: silentLog, leaseMs: 4, sendTimeoutMs: 2, pollMs: 1 };
      const committed = new Map<string, string[]>();
      const commit = (): void => {
        for (const [document, count] of commitList) {
          const ids = committed.get(document) ?? [];
          for (let more = 0; more < count; more++) {
            const id = `${document}-${ids.length}`;
            ids.push(id);
            const message = { ...plainMessage(topic, document, id), headers: { ce_id: id } };
            store.add(document, document.charCodeAt(0) % 16, [outboxEntry(message, { id, at: new Date() })]);
          }
          committed.set(document, ids);
        }
      };
      for (const [life, death] of deathList.entries()) {
        commit();
        const parts = dyingParts(store, bus, death);
        startOutboxRelay({ ...timing, ...parts, instance: `life-${life}` });
        await parts.dead;
      }
      commit();
      const last = startOutboxRelay({ ...timing, store, bus, instance: 'last' });
      await until(() => [...committed.keys()].every((document) => store.entries(document).length === 0));
      await last.stop();
      for (const [document, ids] of committed) {
        const sent = bus.records(topic).filter(({ key }) => key === document).map(({ headers }) => headers['ce_id']);
        expect([...new Set(sent)]).toEqual(ids);
        expect(sent.at(-1)).toBe(ids.at(-1));
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
