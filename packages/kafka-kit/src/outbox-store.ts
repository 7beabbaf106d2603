import type { OutgoingMessage } from './message-bus.ts';

/** Documents are spread over this many shards; each is relayed by one instance at a time. */
export const outboxShards = 16;

/** A document's outbox never holds more unsent entries than this. */
export const outboxLimit = 32;

/** One unsent message, stored in the document whose change it announces. */
export interface OutboxEntry {
  /** The event id; sent again under the same id after a crash, so that consumers recognise it. */
  readonly id: string;
  readonly at: Date;
  /** Unsent entries with one `stateOf` are states of one thing: only the newest is worth sending. */
  readonly stateOf?: string;
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

export const outboxEntry = (message: OutgoingMessage, { id, at, stateOf }: { id: string; at: Date; stateOf?: string }): OutboxEntry => ({
  id,
  at,
  ...(stateOf === undefined ? {} : { stateOf }),
  topic: message.topic,
  key: message.key,
  value: message.value,
  headers: message.headers,
});

/** What is worth sending: of entries with one `stateOf` the last, everything else as it is. */
export const newestStates = (entries: readonly OutboxEntry[]): OutboxEntry[] => {
  const last = new Map(entries.map((entry, at) => [entry.stateOf ?? entry, at]));
  return entries.filter((entry, at) => last.get(entry.stateOf ?? entry) === at);
};

/** The right to relay one shard. */
export interface ShardLease {
  readonly shard: number;
  readonly owner: string;
  /** Grows with every change of owner: a store refuses the writes of an older one. */
  readonly fence: number;
}

export interface AcquiredLease extends ShardLease {
  /** Whether the owner before gave it back itself; otherwise a last message of his may still be on its way. */
  readonly handedOver: boolean;
}

/** A document with unsent entries, oldest entry first. */
export interface PendingDocument {
  readonly shard: number;
  /** Names the document for `remove`; only the store reads it. */
  readonly ref: string;
  readonly entries: readonly OutboxEntry[];
}

/** Where outboxes live. Its behaviour is written as tests in `outbox.contract.ts`. */
export interface OutboxStore {
  /**
   * Takes the shards that nobody holds (by the store's own clock) and prolongs those that the owner holds.
   * @returns all leases that the owner holds now, for `leaseMs` from the moment of the call.
   */
  acquire(owner: string, leaseMs: number): Promise<readonly AcquiredLease[]>;
  /** Gives leases back, so that a successor need not wait. */
  release(leases: readonly ShardLease[]): Promise<void>;
  /** Documents with the oldest unsent entries first, at most `limit`, without those of `except` (their refs). */
  pending(shards: readonly number[], limit: number, except: readonly string[]): Promise<readonly PendingDocument[]>;
  /**
   * Removes sent entries.
   * @returns the shards whose lease is no longer the caller's: nothing was removed from their documents.
   */
  remove(sent: readonly { lease: ShardLease; ref: string; ids: readonly string[] }[]): Promise<{ refused: readonly number[] }>;
  /** Time of the oldest unsent entry. */
  oldest(): Promise<Date | undefined>;
}
