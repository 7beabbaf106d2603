import { backoffMs } from './backoff.ts';
import { toDeadLetter } from './dead-letter.ts';
import { decodeEnvelope, decodePayload } from './envelope.ts';
import { failureKind } from './failure.ts';
import type { Clock, Log } from './log.ts';
import type { Batch, IncomingMessage, MessageBus } from './message-bus.ts';
import { metrics } from './metrics.ts';
import type { Subscription, SubscriptionItem } from './subscription.ts';

export interface WorkerOptions {
  readonly bus: MessageBus;
  readonly group: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Stops delivery of the partition for the time; the bus then delivers again what was not resolved. */
  pauseFor(topic: string, partition: number, ms: number): void;
}

/** Work on the messages of one partition; keeps the count of attempts between deliveries. */
export interface PartitionWorker {
  work(batch: Batch): Promise<void>;
}

/** Other partitions of the same broker wait for a batch to end, so a long one is left and fetched again. */
const sliceMs = 500;
const maxItemsAtOnce = 500;
/** A failure of unknown kind is tried this often before it counts as permanent. */
const maxAttemptsWhenUnknown = 5;
const retryPause = { firstMs: 100, capMs: 30_000 };

type Decoded =
  | { kind: 'message'; item: SubscriptionItem }
  | { kind: 'tombstone'; run: () => Promise<void> }
  | { kind: 'undecodable'; error: Error };

const decode = (subscription: Subscription, record: IncomingMessage): Decoded => {
  try {
    const envelope = decodeEnvelope(record);
    if (record.value === null) {
      return { kind: 'tombstone', run: async () => subscription.handleTombstone?.(envelope) };
    }
    return { kind: 'message', item: { envelope, message: decodePayload(subscription.topic.schema, record.value) } };
  } catch (error) {
    return { kind: 'undecodable', error: error as Error };
  }
};

/** The next step: one record, or as many consecutive messages as `handleBatch` takes at once. */
const nextStep = (subscription: Subscription, records: readonly IncomingMessage[], atMost: number): { records: IncomingMessage[]; run: () => Promise<void> } => {
  const items: SubscriptionItem[] = [];
  for (const record of records.slice(0, subscription.handleBatch === undefined ? 1 : atMost)) {
    const decoded = decode(subscription, record);
    if (decoded.kind === 'message') {
      items.push(decoded.item);
      continue;
    }
    if (items.length > 0) break;
    if (decoded.kind === 'tombstone') return { records: [record], run: decoded.run };
    return { records: [record], run: () => Promise.reject(decoded.error) };
  }
  return {
    records: records.slice(0, items.length),
    run: async () => {
      const [first] = items;
      if (subscription.handleBatch !== undefined) await subscription.handleBatch(items);
      else if (first !== undefined) await subscription.handle?.(first.message, first.envelope);
    },
  };
};

export const createPartitionWorker = (subscription: Subscription, options: WorkerOptions): PartitionWorker => {
  const { bus, group, log, clock } = options;
  const topic = subscription.topic.name;
  let failing: { offset: bigint; attempts: number } | undefined;
  /** While set, records up to this offset are handled one by one, to find the one that fails. */
  let oneByOneUpTo = -1n;

  const retryLater = (record: IncomingMessage, attempts: number, kind: string, error: unknown): void => {
    const pause = backoffMs(attempts, retryPause);
    metrics.retried.inc({ group, topic, kind });
    log.warn({ group, topic, partition: record.partition, offset: String(record.offset), attempts, pauseMs: pause, err: error }, 'message will be tried again');
    options.pauseFor(topic, record.partition, pause);
  };

  /** Whether the record is done with: false = not published, so it must not be committed either. */
  const bury = async (record: IncomingMessage, attempts: number, error: unknown): Promise<boolean> => {
    try {
      await bus.publish([toDeadLetter(record, { group, error, attempts }, clock)]);
    } catch (publishError) {
      retryLater(record, attempts, 'dead-letter', publishError);
      return false;
    }
    metrics.deadLettered.inc({ group, topic });
    log.error({ group, topic, partition: record.partition, offset: String(record.offset), attempts, err: error }, 'message went to the dead letters');
    return true;
  };

  /** Whether to go on with the batch. */
  const onFailure = async (records: readonly IncomingMessage[], error: unknown, batch: Batch): Promise<boolean> => {
    const [first] = records;
    if (first === undefined || batch.isStale()) return false;
    const attempts = failing?.offset === first.offset ? failing.attempts + 1 : 1;
    failing = { offset: first.offset, attempts };
    const kind = failureKind(error);
    if (kind === 'transient') {
      retryLater(first, attempts, kind, error);
      return false;
    }
    if (records.length > 1) {
      failing = undefined;
      oneByOneUpTo = records.at(-1)?.offset ?? -1n;
      return true;
    }
    if (kind === 'unknown' && attempts < maxAttemptsWhenUnknown) {
      retryLater(first, attempts, kind, error);
      return false;
    }
    if (!(await bury(first, attempts, error))) return false;
    batch.resolve(first.offset);
    return true;
  };

  return {
    async work(batch) {
      const leaveAt = performance.now() + sliceMs;
      let rest = batch.messages;
      while (rest.length > 0 && !batch.isStale() && performance.now() < leaveAt) {
        const oneByOne = (rest[0]?.offset ?? 0n) <= oneByOneUpTo;
        const step = nextStep(subscription, rest, oneByOne ? 1 : maxItemsAtOnce);
        const last = step.records.at(-1);
        if (last === undefined) return;
        let handled = false;
        try {
          await step.run();
          handled = true;
        } catch (error) {
          if (!(await onFailure(step.records, error, batch))) return;
        }
        if (handled) {
          failing = undefined;
          if (batch.isStale()) return;
          batch.resolve(last.offset);
          metrics.handled.inc({ group, topic }, step.records.length);
        } else if (step.records.length > 1) {
          continue;
        }
        metrics.lag.set({ group, topic, partition: String(batch.partition) }, Number(batch.end - last.offset - 1n));
        rest = rest.slice(step.records.length);
      }
    },
  };
};
