import { startOutboxRelay, startSubscriptions } from '@genkan/kafka-kit';
import { mongoOutboxStore, startDueScanner } from '@genkan/mongo-kit';
import { createHealth, gatewayGuards } from '@genkan/service-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import { outboxCollections } from './adapters.ts';
import type { Adapters } from './adapters.ts';
import { createPunchApp } from './app.ts';
import { sessionEvents } from './business-day/session-event.consumer.ts';
import type { Config } from './config.ts';
import { companies } from './people/company.consumer.ts';
import { divisions } from './people/division.consumer.ts';
import { employees } from './people/employee.consumer.ts';
import { groups } from './people/group.consumer.ts';
import { memberships } from './people/membership.consumer.ts';
import { createPunch } from './punch.ts';
import { startAfter } from './start-after.ts';

export interface RunningPunch {
  readonly app: Express;
  /** From now on not ready. */
  drain(): void;
  /** Resolves when everything that the topics hold now is applied. */
  caughtUp(): Promise<void>;
  stopConsuming(): Promise<void>;
  stopSending(): Promise<void>;
}

/** A day is decided in milliseconds; one that failed with its server is tried again within the time of recovery. */
const dueLeaseMs = 15_000;

/** Puts use cases, consumers, timers, relay and app on the adapters; nothing listens yet. */
export async function runPunch(config: Config, adapters: Adapters, { log, clock }: { log: Logger; clock: Clock }): Promise<RunningPunch> {
  const { mongo, bus, stores, employeeDays } = adapters;
  const punch = createPunch(stores, {
    clock,
    onAnnounced: () => relay.nudge(),
    onRevisit: () => timers.nudge(),
  });
  const relay = startOutboxRelay({ bus, store: mongoOutboxStore(mongo.db, outboxCollections), instance: config.log.instance, log });
  const timers = startDueScanner({
    collection: employeeDays,
    field: 'dueAt',
    handle: ({ companyId, userId, day }) => punch.settle({ owner: { companyId, userId }, days: [day] }),
    log,
    clock,
    leaseMs: dueLeaseMs,
  });

  const groupName = (name: string): string => [name, config.kafka.groupSuffix].filter((part) => part !== '').join('.');
  const people = await startSubscriptions(bus, {
    group: groupName('punch.people'),
    subscriptions: [
      companies(punch.learn),
      divisions(punch.learn),
      groups(punch.learn),
      memberships(punch.learn, stores.records),
      employees(punch.learn, stores.records),
    ],
    log,
  });
  // Events are only looked at once what was known of people is known here too: else they would all wait for it.
  const days = startAfter(
    () => people.caughtUp(),
    () => startSubscriptions(bus, { group: groupName('punch.business-day'), subscriptions: [sessionEvents(punch.observe)], log }),
    log,
  );

  const health = createHealth({
    mongodb: () => mongo.health(),
    kafka: () => bus.health(),
    people: () => people.health(),
    'session-events': () => days.health(),
    timers: () => timers.health(),
    outbox: () => relay.health(),
  });
  const guards = gatewayGuards({ service: 'punch', publicKeys: config.gatewayPublicKeys, log });
  return {
    app: createPunchApp(punch, { guards, health, log }),
    drain: () => health.drain(),
    async caughtUp() {
      await people.caughtUp();
      await (await days.started).caughtUp();
    },
    async stopConsuming() {
      await Promise.all([people.stop(), days.stop(), timers.stop()]);
    },
    stopSending: () => relay.stop(),
  };
}
