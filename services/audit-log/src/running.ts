import { startSubscriptions } from '@genkan/kafka-kit';
import { createHealth, gatewayGuards, newId, systemClock } from '@genkan/service-kit';
import type { Logger } from '@genkan/service-kit';
import type { Express } from 'express';
import type { Adapters } from './adapters.ts';
import { createAuditLogApp } from './app.ts';
import type { Config } from './config.ts';
import { recordFacts } from './log-entries/record-facts.ts';
import { logonChecks } from './logon-records/logon-check.consumer.ts';
import { operations } from './operations/operation.consumer.ts';
import { administrators } from './people/administrator.consumer.ts';
import { devices } from './people/device.consumer.ts';
import { employees } from './people/employee.consumer.ts';
import { searchLogEntries } from './search/search-log-entries.ts';
import { sessionEvents } from './session-events/session-event.consumer.ts';

export interface RunningAuditLog {
  readonly app: Express;
  /** From now on not ready. */
  drain(): void;
  /** Resolves when everything that the topics hold now is recorded. */
  caughtUp(): Promise<void>;
  stopConsuming(): Promise<void>;
}

/** Puts use cases, consumers and app on the adapters; nothing listens yet. */
export async function runAuditLog(config: Config, { mongo, bus, entries, parties }: Adapters, log: Logger): Promise<RunningAuditLog> {
  const parts = { entries, parties, clock: systemClock, newId };
  const record = recordFacts(parts);
  const group = (name: string): string => [name, config.kafka.groupSuffix].filter((part) => part !== '').join('.');
  // Names first, so that a new log finds them when it records.
  const people = await startSubscriptions(bus, {
    group: group('audit-log.people'),
    subscriptions: [employees(parties), administrators(parties), devices(parties)],
    log,
  });
  const recording = await startSubscriptions(bus, {
    group: group('audit-log.recording'),
    subscriptions: [sessionEvents(record), logonChecks(record), operations(record)],
    log,
  });
  const health = createHealth({
    mongodb: () => mongo.health(),
    kafka: () => bus.health(),
    people: () => people.health(),
    recording: () => recording.health(),
  });
  const guards = gatewayGuards({ service: 'audit-log', publicKeys: config.gatewayPublicKeys, log });
  return {
    app: createAuditLogApp({ search: searchLogEntries(parts), guards, health, log }),
    drain: () => health.drain(),
    caughtUp: async () => void (await Promise.all([people.caughtUp(), recording.caughtUp()])),
    stopConsuming: async () => void (await Promise.all([people.stop(), recording.stop()])),
  };
}
