import { Partitioners } from 'kafkajs';
import type { Kafka, Message, Producer } from 'kafkajs';
import { backoffMs } from '../backoff.ts';
import { PermanentError, TransientError } from '../failure.ts';
import type { Log } from '../log.ts';
import type { OutgoingMessage } from '../message-bus.ts';
import { metrics } from '../metrics.ts';
import { pauseMs, within } from '../within.ts';
import { inPieces, takeRequest } from './request-size.ts';

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

const toKafkajs = ({ key, value, headers }: OutgoingMessage): Message => ({
  key,
  value: value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  headers,
});

/** Only a broker's own "never" is final: kafkajs calls its lost connections non-retriable too. */
const isPermanent = (error: unknown): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'KafkaJSProtocolError') return (cause as { retriable?: boolean }).retriable === false;
  }
  return false;
};

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
    const ready = await producer;
    // Connecting may have outlasted a publisher's patience; what he was told has failed is not sent.
    const open = round.filter((waiting) => !waiting.settled);
    const messages = open.flatMap((waiting) => waiting.messages.map(toKafkajs));
    if (messages.length > 0) await ready.send({ topic, acks: -1, timeout: requestWithinMs, messages });
    metrics.published.inc({ topic }, messages.length);
    for (const waiting of open) waiting.resolve();
  };

  const sendOrDiscard = async (round: readonly Waiting[]): Promise<void> => {
    try {
      await within(requestWithinMs, `a send to ${topic}`, send(round));
    } catch (error) {
      discardProducer();
      metrics.publishFailed.inc({ topic });
      if (failingSince === undefined) log.warn({ topic, err: error }, 'publishing fails; trying on');
      failingSince ??= performance.now();
      throw error;
    }
    if (failingSince === undefined) return;
    log.info({ topic, afterMs: Math.round(performance.now() - failingSince) }, 'publishing works again');
    failingSince = undefined;
  };

  /** Repeats until every message of the round is acknowledged, refused for good, or given up by its publisher. */
  const sendRound = async (round: readonly Waiting[]): Promise<void> => {
    for (let attempt = 1; ; attempt++) {
      const open = round.filter((waiting) => !waiting.settled);
      if (open.length === 0) return;
      try {
        return await sendOrDiscard(open);
      } catch (error) {
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
    for (let round = takeRequest(queue); round.length > 0; round = takeRequest(queue)) await sendRound(round);
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
