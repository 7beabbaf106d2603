/**
 * The message bus as Genkan needs it: small, so that another Kafka client can replace kafkajs. What
 * an adapter must do beyond these types is written as tests in `message-bus.contract.ts`.
 */

export interface OutgoingMessage {
  readonly topic: string;
  /** Decides the partition: messages with one key keep their order. */
  readonly key: string;
  /** Null is a tombstone: a compacted topic forgets the key. */
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, as the producer stamped it. */
  readonly timestamp: number;
}

/** Consecutive messages of one partition; while its handler runs, no other batch of that partition does. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
  /** Offset that the next message of this partition would have had when the batch was fetched. */
  readonly end: bigint;
  /** Whether the partition may belong to another member by now: leave the batch, touch nothing more. */
  isStale(): boolean;
  /** Says "still working" to the watchdog; resolving an offset says it too. */
  heartbeat(): Promise<void>;
  /** The effect of every message up to this offset is durable: it may be committed. Ignored when stale. */
  resolve(offset: bigint): void;
}

/**
 * May return before the end of the batch: what it did not resolve is delivered again. Throwing, or
 * making no progress for `stuckAfterMs`, gives up the membership, so that other members take the
 * partitions; this member joins again after a pause.
 */
export type BatchHandler = (batch: Batch) => Promise<void>;

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a group without committed offsets begins: the oldest record, or only what comes from now on. */
  readonly fromBeginning: boolean;
  /** Longest time without progress in one batch before the partition is given up; default 30,000 ms. */
  readonly stuckAfterMs?: number;
}

export interface Consumption {
  /** No further batch of the partition is delivered until `resume`; other partitions go on. */
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  /** Rejects with the reason when this member is not taking part in its group or a handler is stuck. */
  health(): Promise<void>;
  /** Lets running handlers finish their message, commits, and leaves the group. */
  stop(): Promise<void>;
}

export interface PublishOptions {
  /** After this time nothing more is sent and the promise is rejected; default the bus's `publishTimeoutMs`. */
  readonly withinMs?: number;
}

export interface MessageBus {
  readonly publishTimeoutMs: number;
  /**
   * Resolves only when every message is acknowledged by all in-sync replicas. Rejection means
   * "unknown": some or all of them may be in their topics, so the caller sends all again or tells
   * its own caller so.
   */
  publish(batch: readonly OutgoingMessage[], options?: PublishOptions): Promise<void>;
  consume(options: ConsumeOptions, handler: BatchHandler): Promise<Consumption>;
  /** `start` = oldest kept offset, `end` = offset that the next message will have. */
  topicEnds(topic: string): Promise<{ partition: number; start: bigint; end: bigint }[]>;
  /** Committed offsets (the next to read); a partition without one is left out. */
  committed(group: string, topic: string): Promise<{ partition: number; offset: bigint }[]>;
  /** Rejects when the brokers do not answer. */
  health(): Promise<void>;
  close(): Promise<void>;
}
