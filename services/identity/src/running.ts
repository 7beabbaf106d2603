import { setTimeout as pauseFor } from 'node:timers/promises';
import { startOutboxRelay, startSubscriptions } from '@genkan/kafka-kit';
import { mongoOutboxStore } from '@genkan/mongo-kit';
import { createHealth, gatewayGuards, newId, systemClock, type Clock, type Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { outboxCollections, type Adapters } from './adapters.ts';
import { administrators } from './administrators/administrator.consumer.ts';
import { companies } from './administrators/company.consumer.ts';
import { createIdentityApp } from './app.ts';
import type { Config } from './config.ts';
import { createIdentity } from './identity.ts';
import { logonRecords } from './logon-check/logon-record.consumer.ts';
import { startPushScanner } from './logon-check/push-scanner.ts';
import { divisions } from './users/division.consumer.ts';
import { employees } from './users/employee.consumer.ts';

export interface RunningIdentity {
  readonly app: Express;
  /** From now on not ready. */
  drain(): void;
  /** Resolves when everything that the topics hold now is applied. */
  caughtUp(): Promise<void>;
  stopConsuming(): Promise<void>;
  stopSending(): Promise<void>;
}

/** Puts use cases, consumers, relay and app on the adapters; nothing listens yet. */
export async function runIdentity(config: Config, adapters: Adapters, log: Logger, clock: Clock = systemClock): Promise<RunningIdentity> {
  const { mongo, redis, bus, stores, userDocuments } = adapters;
  const group = (name: string): string => [name, config.kafka.groupSuffix].filter((part) => part !== '').join('.');
  const people = await startSubscriptions(bus, {
    group: group('identity.people'),
    subscriptions: [employees(stores.users), divisions(stores.users), administrators(stores.administrators), companies(stores.administrators)],
    log,
  });
  const records = await startSubscriptions(bus, {
    group: group('identity.logon-records'),
    subscriptions: [logonRecords(stores.judgedCodes)],
    log,
  });

  const stopping = new AbortController();
  const identity = await createIdentity({
    ...adapters,
    deviceTokenKeys: config.deviceTokenKeys,
    recordsAbsorbed: () => records.caughtUp(),
    pause: async (ms) => void (await pauseFor(ms, undefined, { signal: stopping.signal, ref: false })),
    clock,
    newId,
    log,
  });
  const restoreEverybody = (): void => void identity.hotState.restoreEverybody().catch((error: unknown) => log.debug({ err: error }, 'restoring ended'));
  redis.on('ready', restoreEverybody);
  restoreEverybody();

  const pushing = startPushScanner(userDocuments, identity.hotState, { clock, log });
  const relay = startOutboxRelay({ bus, store: mongoOutboxStore(mongo.db, outboxCollections), instance: config.log.instance, log });
  const health = createHealth({
    mongodb: () => mongo.health(),
    redis: async () => void (await redis.ping()),
    kafka: () => bus.health(),
    people: () => people.health(),
    records: () => records.health(),
    outbox: () => relay.health(),
    pushing: () => pushing.health(),
  });
  const guards = gatewayGuards({ service: 'identity', publicKeys: config.gatewayPublicKeys, log });
  return {
    app: createIdentityApp(identity, { guards, health, clock, log }),
    drain: () => health.drain(),
    caughtUp: async () => void (await Promise.all([people.caughtUp(), records.caughtUp()])),
    async stopConsuming() {
      stopping.abort();
      await Promise.all([people.stop(), records.stop(), pushing.stop()]);
    },
    stopSending: () => relay.stop(),
  };
}
