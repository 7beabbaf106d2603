import type { EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs';
import type { Batch, BatchHandler, IncomingMessage } from '../message-bus.ts';
import { StuckHandlerError, watchProgress } from '../progress.ts';

const headersOf = (headers: IHeaders | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first.toString()]];
    }),
  );

const incoming = (topic: string, partition: number, message: KafkaMessage): IncomingMessage => ({
  topic,
  partition,
  offset: BigInt(message.offset),
  key: message.key?.toString() ?? '',
  value: message.value,
  headers: headersOf(message.headers),
  timestamp: Number(message.timestamp),
});

/** How often a long batch tells the group that it lives, and commits what is done. */
const beatEveryMs = 1_000;

export interface BatchRun {
  readonly stuckAfterMs: number;
  /** Whether the group has been joined anew since the batch was fetched. */
  isOutdated(): boolean;
  onStuck: (handler: Promise<void>, where: string) => void;
}

/**
 * One `eachBatch` call of kafkajs as one batch of the port.
 * @throws the error of the handler, StuckHandlerError, or the kafkajs error that makes it join again.
 */
export const runBatch = async (payload: EachBatchPayload, handler: BatchHandler, run: BatchRun): Promise<void> => {
  const { topic, partition } = payload.batch;
  const messages = payload.batch.messages.map((message) => incoming(topic, partition, message));
  const lastMessage = messages.at(-1)?.offset;
  const progress = watchProgress(run.stuckAfterMs, `${topic}/${partition}`);
  let next: bigint | undefined;
  let committed: bigint | undefined;
  let over = false;
  let membershipError: Error | undefined;

  const isStale = (): boolean =>
    over || membershipError !== undefined || run.isOutdated() || !payload.isRunning() || payload.isStale();

  const commit = async (): Promise<void> => {
    if (next === undefined || next === committed || run.isOutdated()) return;
    const upTo = next;
    await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: upTo.toString() }] }] });
    committed = upTo;
  };

  const beat = async (): Promise<void> => {
    if (isStale()) return;
    try {
      await payload.heartbeat();
      await commit();
    } catch (error) {
      // Rebalance, expulsion or a lost coordinator: whichever it is, the partition may be another's now.
      membershipError = error as Error;
    }
  };

  const batch: Batch = {
    topic,
    partition,
    messages,
    end: BigInt(payload.batch.highWatermark),
    isStale,
    async heartbeat() {
      progress.made();
      await beat();
    },
    resolve(offset) {
      if (isStale()) return;
      progress.made();
      payload.resolveOffset(offset.toString());
      // Records that are no messages (transaction markers) may follow the last message of a fetch.
      next = (offset === lastMessage ? BigInt(payload.batch.lastOffset()) : offset) + 1n;
    },
  };

  const beating = setInterval(() => void beat(), beatEveryMs);
  const working = handler(batch);
  try {
    await Promise.race([working, progress.stuck]);
  } catch (error) {
    if (error instanceof StuckHandlerError) run.onStuck(working, `${topic}/${partition}`);
    throw error;
  } finally {
    clearInterval(beating);
    progress.end();
    if (!isStale()) await commit().catch((error: unknown) => (membershipError = error as Error));
    over = true;
  }
  if (membershipError !== undefined) throw membershipError;
};
