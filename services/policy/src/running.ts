import { startOutboxRelay, startSubscriptions } from '@genkan/kafka-kit';
import { mongoOutboxStore } from '@genkan/mongo-kit';
import { createHealth, gatewayGuards, newId, systemClock } from '@genkan/service-kit';
import type { Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { outboxCollections } from './adapters.ts';
import type { Adapters } from './adapters.ts';
import { createPolicyApp } from './app.ts';
import type { Config } from './config.ts';
import { employees } from './people/employee.consumer.ts';
import { users } from './people/user.consumer.ts';
import { createPolicy } from './policy.ts';

export interface RunningPolicy {
  readonly app: Express;
  /** From now on not ready. */
  drain(): void;
  /** Resolves when everything that the topics hold now is applied. */
  caughtUp(): Promise<void>;
  stopConsuming(): Promise<void>;
  stopSending(): Promise<void>;
}

/** Puts use cases, consumers, relay and app on the adapters; nothing listens yet. */
export async function runPolicy(config: Config, adapters: Adapters, log: Logger): Promise<RunningPolicy> {
  const { mongo, bus, stores } = adapters;
  const policy = createPolicy(stores, { clock: systemClock, newId });
  await policy.resumeReleases();
  const group = ['policy.people', config.kafka.groupSuffix].filter((part) => part !== '').join('.');
  const consuming = await startSubscriptions(bus, {
    group,
    subscriptions: [employees(stores.people), users(stores.people)],
    log,
  });
  const relay = startOutboxRelay({ bus, store: mongoOutboxStore(mongo.db, outboxCollections), instance: config.log.instance, log });
  const health = createHealth({
    mongodb: () => mongo.health(),
    kafka: () => bus.health(),
    consuming: () => consuming.health(),
    outbox: () => relay.health(),
  });
  const guards = gatewayGuards({ service: 'policy', publicKeys: config.gatewayPublicKeys, log });
  return {
    app: createPolicyApp(policy, { guards, health, log }),
    drain: () => health.drain(),
    caughtUp: () => consuming.caughtUp(),
    stopConsuming: () => consuming.stop(),
    stopSending: () => relay.stop(),
  };
}
