import { watchCaughtUp } from './caught-up.ts';
import type { Clock, Log } from './log.ts';
import type { Consumption, MessageBus } from './message-bus.ts';
import { createPartitionWorker } from './partition-worker.ts';
import type { PartitionWorker } from './partition-worker.ts';
import type { Subscription } from './subscription.ts';

export interface SubscriptionsOptions {
  readonly group: string;
  readonly subscriptions: readonly Subscription[];
  /** Default true: a new group reads everything that its topics still hold. */
  readonly fromBeginning?: boolean;
  /** Longest time for the effect of one message (or one `handleBatch`); default 30,000 ms. */
  readonly stuckAfterMs?: number;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface Running {
  /** Rejects when this process is not consuming. */
  health(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when everything that the topics held at the call is handled, by whichever member of the group. */
  caughtUp(): Promise<void>;
}

/**
 * Consumes: decode, handle, commit. A transient failure is tried again while only its partition
 * waits; what can never be handled goes to the dead letters of the group; nothing is passed over.
 */
export const startSubscriptions = async (bus: MessageBus, options: SubscriptionsOptions): Promise<Running> => {
  const { group, subscriptions, log, clock = () => new Date() } = options;
  const byTopic = new Map(subscriptions.map((subscription) => [subscription.topic.name, subscription]));
  if (byTopic.size !== subscriptions.length) throw new Error(`${group} subscribes a topic twice`);

  const workers = new Map<string, PartitionWorker>();
  const timers = new Set<NodeJS.Timeout>();
  const consuming = Promise.withResolvers<Consumption>();

  const pauseFor = (consumption: Consumption) => (topic: string, partition: number, ms: number): void => {
    consumption.pause(topic, partition);
    const timer = setTimeout(() => {
      timers.delete(timer);
      consumption.resume(topic, partition);
    }, ms);
    timers.add(timer);
  };

  const workerOf = (subscription: Subscription, partition: number, consumption: Consumption): PartitionWorker => {
    const id = `${subscription.topic.name}/${partition}`;
    const known = workers.get(id);
    if (known !== undefined) return known;
    const worker = createPartitionWorker(subscription, { bus, group, log, clock, pauseFor: pauseFor(consumption) });
    workers.set(id, worker);
    return worker;
  };

  const consumption = await bus.consume(
    {
      group,
      topics: [...byTopic.keys()],
      fromBeginning: options.fromBeginning ?? true,
      ...(options.stuckAfterMs === undefined ? {} : { stuckAfterMs: options.stuckAfterMs }),
    },
    async (batch) => {
      // The first batch may come before `consume` has returned, and its worker must be able to pause.
      const consumption = await consuming.promise;
      const subscription = byTopic.get(batch.topic);
      if (subscription !== undefined) await workerOf(subscription, batch.partition, consumption).work(batch);
    },
  );
  consuming.resolve(consumption);
  const stopping = new AbortController();

  return {
    health: () => consumption.health(),
    async stop() {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await consumption.stop();
    },
    caughtUp: () => watchCaughtUp(bus, group, [...byTopic.keys()], stopping.signal),
  };
};
