import { startOutboxRelay, type MessageBus, type OutgoingMessage } from '@genkan/kafka-kit';
import type { Logger } from '@genkan/service-kit';
import type { WaitingRecords } from './waiting-records.redis.ts';

export interface RecordRelay {
  /** Resolves when the record is safe; it is published then, once Kafka is there. */
  keep: (record: OutgoingMessage) => Promise<void>;
  /** A record was put on the list: look now. */
  nudge: () => void;
  stop(): Promise<void>;
}

export interface RecordRelayParts {
  bus: MessageBus;
  waiting: WaitingRecords;
  instance: string;
  log: Logger;
}

/** How often the age of the oldest record is looked at, for metrics and the log, in milliseconds. */
const lookEveryMs = 10_000;
const pollMs = 1_000;

/**
 * Publishes what waits for as long as it takes. Records that wait do not make the gateway unready: the
 * list is the same for all gateways, and no PC could log on because of a log-out.
 */
export function startRecordRelay({ bus, waiting, instance, log }: RecordRelayParts): RecordRelay {
  const relay = startOutboxRelay({ bus, store: waiting, instance, log, pollMs });
  const look = (): void => void relay.health().catch((error: unknown) => log.error({ err: error }, 'audit records wait in Redis'));
  const timer = setInterval(look, lookEveryMs);
  return {
    async keep(record) {
      await waiting.keep(record);
      relay.nudge();
    },
    nudge: () => relay.nudge(),
    async stop() {
      clearInterval(timer);
      await relay.stop();
    },
  };
}
