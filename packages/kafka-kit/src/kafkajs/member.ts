import type { Consumer, Kafka } from 'kafkajs';
import type { BatchHandler, ConsumeOptions } from '../message-bus.ts';
import { StuckHandlerError } from '../progress.ts';
import { within } from '../within.ts';
import { runBatch } from './batch-run.ts';
import { commitStart, readStart } from './start-position.ts';
import type { StartPosition } from './start-position.ts';

/** Why a membership ended: the handler's doing, or Kafka's. */
export interface Ending {
  readonly reason: 'stuck' | 'handler' | 'kafka' | 'left';
  readonly error?: unknown;
}

/** One life of a kafkajs consumer. After `ended` it is of no use: `leave`, then start another. */
export interface Member {
  readonly ended: Promise<Ending>;
  /** Resolves with the first answered fetch after joining: from then on messages arrive. */
  readonly joined: Promise<void>;
  /** Milliseconds since the group or a fetch last gave a sign of life. */
  silentForMs(): number;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  leave(): Promise<void>;
}

export interface MemberOptions extends ConsumeOptions {
  readonly stuckAfterMs: number;
  isPaused(topic: string, partition: number): boolean;
  readonly onStuck: (handler: Promise<void>, where: string) => void;
}

/** Longest time a fetch waits at the broker; also how long leaving and resuming may take. */
const fetchWaitMs = 250;
/** Batches of different partitions run side by side up to this number. */
const partitionsAtOnce = 32;

const createConsumer = (kafka: Kafka, groupId: string): Consumer =>
  kafka.consumer({
    groupId,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    rebalanceTimeout: 15_000,
    maxWaitTimeInMs: fetchWaitMs,
    maxBytesPerPartition: 256 * 1024,
    allowAutoTopicCreation: false,
    maxInFlightRequests: 1,
    // The consumption restarts a crashed consumer whatever the error; kafkajs would give up on some.
    retry: { initialRetryTime: 100, retries: 120, maxRetryTime: 1_000, restartOnFailure: async () => false },
  });

export const startMember = (kafka: Kafka, options: MemberOptions, handler: BatchHandler): Member => {
  const consumer = createConsumer(kafka, options.group);
  const ended = Promise.withResolvers<Ending>();
  const joined = Promise.withResolvers<void>();
  let generation = 0;
  let over = false;
  let lastSign = performance.now();
  const sign = (): void => {
    lastSign = performance.now();
  };

  const end = (ending: Ending): void => {
    over = true;
    ended.resolve(ending);
  };

  let start: readonly StartPosition[] = [];
  let assigned: Record<string, number[]> = {};

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    generation += 1;
    assigned = payload.memberAssignment;
    sign();
  });
  consumer.on(consumer.events.HEARTBEAT, sign);
  const onFetch = async (): Promise<void> => {
    sign();
    if (generation === 0) return;
    const uncommitted = start;
    start = [];
    await commitStart(consumer, uncommitted, assigned);
    joined.resolve(undefined);
  };
  consumer.on(consumer.events.FETCH, () => void onFetch().catch((error: unknown) => end({ reason: 'kafka', error })));
  consumer.on(consumer.events.CRASH, ({ payload }) => end({ reason: 'kafka', error: payload.error }));

  const run = (): Promise<void> =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: async (payload) => {
        const fetchedIn = generation;
        // Until `leave` has stopped it, kafkajs would fetch and deliver the given-up batch again.
        if (over) return;
        if (options.isPaused(payload.batch.topic, payload.batch.partition)) {
          payload.pause();
          return;
        }
        try {
          await runBatch(payload, handler, {
            stuckAfterMs: options.stuckAfterMs,
            isOutdated: () => generation !== fetchedIn,
            onStuck: options.onStuck,
          });
        } catch (error) {
          if (error instanceof Error && error.name.startsWith('KafkaJS')) throw error;
          end({ reason: error instanceof StuckHandlerError ? 'stuck' : 'handler', error });
        }
      },
    });

  /** Each step may take long while brokers are away; when the membership is over, no further one is made. */
  const begin = async (): Promise<void> => {
    const { group, fromBeginning } = options;
    const topics = [...options.topics];
    if (!fromBeginning) start = await readStart(kafka, group, topics);
    for (const step of [() => consumer.connect(), () => consumer.subscribe({ topics, fromBeginning }), run]) {
      if (over) break;
      await step();
    }
  };
  const begun = begin().catch((error: unknown) => end({ reason: 'kafka', error }));

  const position = (topic: string, partition: number) => [{ topic, partitions: [partition] }];
  /** Before `run` there is nothing to pause; `isPaused` is asked again with each batch. */
  const whenRunning = (act: () => void): void => {
    if (generation > 0) act();
  };

  return {
    ended: ended.promise,
    joined: joined.promise,
    silentForMs: () => performance.now() - lastSign,
    pause: (topic, partition) => whenRunning(() => consumer.pause(position(topic, partition))),
    resume: (topic, partition) => whenRunning(() => consumer.resume(position(topic, partition))),
    async leave() {
      end({ reason: 'left' });
      // kafkajs forgets a consumer that is stopped while it joins, and that one would then keep its
      // partitions; so it is stopped once the beginning is over, however late that is.
      const stopped = begun.then(() => consumer.disconnect());
      await within(10_000, 'leaving the group', stopped).catch(() => undefined);
    },
  };
};
