import { Partitioners } from 'kafkajs';
import type { Kafka, Message, Producer } from 'kafkajs';
import { backoffMs } from '../backoff.ts';
import { PermanentError, TransientError } from '../failure.ts';
import type { Log } from '../log.ts';
import type { OutgoingMessage } from '../message-bus.ts';
import { metrics } from '../metrics.ts';
import { pauseMs, within } from '../within.ts';

interface Waiting {
  readonly messages: readonly OutgoingMessage[];
  settled: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** One topic's way to the brokers: a producer of its own, one request in flight, waiting messages share the next. */
export interface Lane {
  publish(messages: readonly OutgoingMessage[], withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface LaneOptions {
  readonly lingerMs: number;
  /** Longest wait for one request; its retry is another. */
  readonly requestWithinMs: number;
  readonly log: Log;
}

const maxMessagesPerRequest = 1_000;
/** Below the brokers' default limit of 1 MB per record batch, with room for headers. */
const maxBytesPerRequest = 512 * 1024;

const toKafkajs = ({ key, value, headers }: OutgoingMessage): Message => ({
  key,
  value: value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  headers,
});

const sizeOf = (message: OutgoingMessage): number => (message.value?.byteLength ?? 0) + message.key.length + 512;

/** Cuts a long list into pieces that fit into one request each; a message that fits into none has a piece of its own. */
const inPieces = (messages: readonly OutgoingMessage[]): OutgoingMessage[][] => {
  const pieces: OutgoingMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const piece = pieces.at(-1);
    bytes += sizeOf(message);
    if (piece === undefined || piece.length >= maxMessagesPerRequest || bytes > maxBytesPerRequest) {
      pieces.push([message]);
      bytes = sizeOf(message);
    } else piece.push(message);
  }
  return pieces;
};

const isPermanent = (error: unknown): boolean =>
  error instanceof Error && error.name !== 'KafkaJSNumberOfRetriesExceeded' && (error as { retriable?: boolean }).retriable === false;

/**
 * Topics have lanes of their own so that a missing or overlarge message of one topic never holds up
 * another. Retrying is done here and not by kafkajs: its retry after a partial failure may skip
 * messages whose partition moved to a broker that had already answered.
 */
export const createLane = (kafka: Kafka, topic: string, { lingerMs, requestWithinMs, log }: LaneOptions): Lane => {
  const queue: Waiting[] = [];
  const closing = new AbortController();
  let pumping: Promise<void> | undefined;
  let producer: Promise<Producer> | undefined;
  let failingSince: number | undefined;

  const connect = async (): Promise<Producer> => {
    const fresh = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      idempotent: false,
      maxInFlightRequests: 1,
      retry: { retries: 0 },
    });
    await fresh.connect();
    return fresh;
  };

  /** A producer that failed is replaced: its metadata may name what is gone, its socket may hold unsent bytes. */
  const discardProducer = (): void => {
    const old = producer;
    producer = undefined;
    old?.then((failed) => within(2_000, 'closing a producer', failed.disconnect())).catch(() => undefined);
  };

  const send = async (round: readonly Waiting[]): Promise<void> => {
    producer ??= connect();
    const messages = round.flatMap((waiting) => waiting.messages.map(toKafkajs));
    try {
      await within(requestWithinMs, `a send to ${topic}`, producer.then((ready) => ready.send({ topic, acks: -1, timeout: requestWithinMs, messages })));
    } catch (error) {
      discardProducer();
      if (failingSince === undefined) log.warn({ topic, err: error }, 'publishing fails; trying on');
      failingSince ??= performance.now();
      throw error;
    }
    if (failingSince !== undefined) log.info({ topic, afterMs: Math.round(performance.now() - failingSince) }, 'publishing works again');
    failingSince = undefined;
    metrics.published.inc({ topic }, messages.length);
    for (const waiting of round) waiting.resolve();
  };

  const nextRound = (): Waiting[] => {
    const round: Waiting[] = [];
    let messages = 0;
    let bytes = 0;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      if (!head.settled) {
        messages += head.messages.length;
        bytes += head.messages.reduce((sum, message) => sum + sizeOf(message), 0);
        if (round.length > 0 && (messages > maxMessagesPerRequest || bytes > maxBytesPerRequest)) break;
        round.push(head);
      }
      queue.shift();
    }
    return round;
  };

  /** Repeats until every message of the round is acknowledged, refused for good, or given up by its publisher. */
  const sendRound = async (round: readonly Waiting[]): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const open = round.filter((waiting) => !waiting.settled);
      if (open.length === 0) return;
      try {
        return await send(open);
      } catch (error) {
        metrics.publishFailed.inc({ topic });
        const [only] = open;
        if (isPermanent(error) && only !== undefined) {
          // One publisher's message is refused: the others must not suffer for it.
          if (open.length === 1) return only.reject(new PermanentError(`${topic} refuses the message`, { cause: error }));
          for (const waiting of open) await sendRound([waiting]);
          return;
        }
        if (closing.signal.aborted) return open.forEach((waiting) => waiting.reject(new TransientError('the bus is closed')));
        await pauseMs(backoffMs(attempt, { firstMs: 50, capMs: 1_000 }), closing.signal);
      }
    }
  };

  const pump = async (): Promise<void> => {
    if (lingerMs > 0) await pauseMs(lingerMs, closing.signal);
    for (let round = nextRound(); round.length > 0; round = nextRound()) await sendRound(round);
  };

  /** Runs one pump at a time; a message that arrives in a pump's last moment starts the next. */
  const startPump = (): void => {
    pumping ??= pump().finally(() => {
      pumping = undefined;
      if (queue.length > 0) startPump();
    });
  };

  const enqueue = (messages: readonly OutgoingMessage[], withinMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const endTimer = metrics.publishSeconds.startTimer({ topic });
      const settle = (finish: () => void): void => {
        if (waiting.settled) return;
        waiting.settled = true;
        clearTimeout(expiry);
        finish();
      };
      const waiting: Waiting = {
        messages,
        settled: false,
        resolve: () => settle(() => {
          endTimer();
          resolve();
        }),
        reject: (error) => settle(() => reject(error)),
      };
      const expiry = setTimeout(
        () => waiting.reject(new TransientError(`${topic} did not acknowledge within ${withinMs} ms`)),
        withinMs,
      );
      queue.push(waiting);
      startPump();
    });

  return {
    async publish(messages, withinMs) {
      const sends = await Promise.allSettled(inPieces(messages).map((piece) => enqueue(piece, withinMs)));
      const failed = sends.find((send) => send.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    async close() {
      closing.abort();
      await pumping;
      await producer?.then((ready) => within(3_000, 'closing a producer', ready.disconnect())).catch(() => undefined);
    },
  };
};
