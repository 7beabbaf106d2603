import { startOutboxRelay, startSubscriptions } from '@genkan/kafka-kit';
import { mongoOutboxStore, startDueScanner, untilUnmoved } from '@genkan/mongo-kit';
import type { DueScanner } from '@genkan/mongo-kit';
import { createHealth, gatewayGuards, newId, systemClock } from '@genkan/service-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { outboxCollections } from './adapters.ts';
import type { Adapters } from './adapters.ts';
import { createSyncApp } from './app.ts';
import { companies } from './companies/company.consumer.ts';
import type { Config } from './config.ts';
import { purgeField } from './employee-sync/entity.store.mongo.ts';
import { dueField, storedOf } from './employee-sync/sync-run.store.mongo.ts';
import { createSync } from './sync.ts';

export interface RunningSync {
  readonly app: Express;
  /** From now on not ready. */
  drain(): void;
  /** Resolves when everything that the topics hold now is applied. */
  caughtUp(): Promise<void>;
  /** Ends the runs in hand at their next batch. */
  stopRuns(): Promise<void>;
  stopConsuming(): Promise<void>;
  stopSending(): Promise<void>;
}

export interface RunningOptions {
  readonly clock?: Clock;
  /** How long a run that is not heard of counts as alive, in ms. */
  readonly leaseMs?: number;
  readonly purgeEveryMs?: number;
}

const tenMinutesMs = 600_000;

/** Puts use cases, consumers, timers, relay and app on the adapters; nothing listens yet. */
export async function runSync(config: Config, adapters: Adapters, log: Logger, options: RunningOptions = {}): Promise<RunningSync> {
  const { clock = systemClock, leaseMs = 60_000, purgeEveryMs = tenMinutesMs } = options;
  const { mongo, redis, bus, stores, collections } = adapters;
  // eslint-disable-next-line prefer-const -- the use cases nudge the scanner that is made from them
  let dueRuns: DueScanner | undefined;
  const sync = createSync(stores, { clock, newId, leaseMs, log, untilUnmoved, nudge: () => dueRuns?.nudge() });
  const group = ['sync.companies', config.kafka.groupSuffix].filter((part) => part !== '').join('.');
  const consuming = await startSubscriptions(bus, { group, subscriptions: [companies(stores.companies)], log });
  const relay = startOutboxRelay({ bus, store: mongoOutboxStore(mongo.db, outboxCollections), instance: config.log.instance, log });
  dueRuns = startDueScanner({
    collection: collections.runs,
    field: dueField,
    handle: (document) => sync.runner.take(storedOf(document)),
    log,
    clock,
    leaseMs: 10_000,
    everyMs: Math.min(1_000, leaseMs / 4),
  });
  const duePurges = startDueScanner({
    collection: collections.people,
    field: purgeField,
    handle: ({ companyId, key }) => sync.purge.purge(companyId, key, clock()),
    log,
    clock,
    everyMs: purgeEveryMs,
  });
  const scanning = dueRuns;
  const health = createHealth({
    mongodb: () => mongo.health(),
    kafka: () => bus.health(),
    redis: async () => void (await redis.ping()),
    consuming: () => consuming.health(),
    runs: () => scanning.health(),
    outbox: () => relay.health(),
  });
  const guards = gatewayGuards({ service: 'sync', publicKeys: config.gatewayPublicKeys, log });
  return {
    app: createSyncApp(sync, { guards, health, log }),
    drain: () => health.drain(),
    caughtUp: () => consuming.caughtUp(),
    async stopRuns() {
      await scanning.stop();
      await duePurges.stop();
      await sync.runner.stop();
    },
    stopConsuming: () => consuming.stop(),
    stopSending: () => relay.stop(),
  };
}
