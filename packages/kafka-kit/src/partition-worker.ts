import { backoffMs } from './backoff.ts';
import { toDeadLetter } from './dead-letter.ts';
import { failureKind } from './failure.ts';
import type { Clock, Log } from './log.ts';
import type { Batch, IncomingMessage, MessageBus } from './message-bus.ts';
import { metrics } from './metrics.ts';
import { nextStep } from './step.ts';
import type { Step } from './step.ts';
import type { Subscription } from './subscription.ts';

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

/** What became of a step. `left` = to be delivered again; `split` = to be done one record at a time. */
type Outcome = 'handled' | 'buried' | 'split' | 'left';

export const createPartitionWorker = (subscription: Subscription, options: WorkerOptions): PartitionWorker => {
  const { bus, group, log, clock } = options;
  const topic = subscription.topic.name;
  let failing: { offset: bigint; attempts: number } | undefined;
  /** Records up to this offset are handled one by one, to find the one that fails. */
  let oneByOneUpTo = -1n;

  const whereIs = ({ partition, offset }: IncomingMessage) => ({ group, topic, partition, offset: String(offset) });

  const leave = (record: IncomingMessage, attempts: number, kind: string, error: unknown): Outcome => {
    const pauseMs = backoffMs(attempts, retryPause);
    metrics.retried.inc({ group, topic, kind });
    log.warn({ ...whereIs(record), attempts, pauseMs, err: error }, 'message will be tried again');
    options.pauseFor(topic, record.partition, pauseMs);
    return 'left';
  };

  const bury = async (record: IncomingMessage, attempts: number, error: unknown): Promise<Outcome> => {
    try {
      await bus.publish([toDeadLetter(record, { group, error, attempts }, clock)]);
    } catch (publishError) {
      // Neither handled nor buried: committing it would lose it.
      return leave(record, attempts, 'dead-letter', publishError);
    }
    metrics.deadLettered.inc({ group, topic });
    log.error({ ...whereIs(record), attempts, err: error }, 'message went to the dead letters');
    return 'buried';
  };

  const onFailure = async ({ records }: Step, first: IncomingMessage, error: unknown): Promise<Outcome> => {
    const attempts = failing?.offset === first.offset ? failing.attempts + 1 : 1;
    failing = { offset: first.offset, attempts };
    const kind = failureKind(error);
    if (kind === 'transient') return leave(first, attempts, kind, error);
    if (records.length > 1) {
      failing = undefined;
      oneByOneUpTo = records.at(-1)?.offset ?? oneByOneUpTo;
      return 'split';
    }
    if (kind === 'unknown' && attempts < maxAttemptsWhenUnknown) return leave(first, attempts, kind, error);
    return bury(first, attempts, error);
  };

  const take = async (step: Step, first: IncomingMessage, batch: Batch): Promise<Outcome> => {
    try {
      await step.run();
      return 'handled';
    } catch (error) {
      return batch.isStale() ? 'left' : onFailure(step, first, error);
    }
  };

  return {
    async work(batch) {
      const leaveAt = performance.now() + sliceMs;
      let rest = batch.messages;
      for (let [first] = rest; first !== undefined && performance.now() < leaveAt; [first] = rest) {
        if (batch.isStale()) return;
        const step = nextStep(subscription, rest, first.offset <= oneByOneUpTo ? 1 : maxItemsAtOnce);
        const outcome = await take(step, first, batch);
        if (outcome === 'left') return;
        if (outcome === 'split') continue;
        failing = undefined;
        const last = step.records.at(-1) ?? first;
        batch.resolve(last.offset);
        rest = rest.slice(step.records.length);
        if (outcome === 'handled') metrics.handled.inc({ group, topic }, step.records.length);
        metrics.lag.set({ group, topic, partition: String(batch.partition) }, Number(batch.end - last.offset - 1n));
      }
    },
  };
};
