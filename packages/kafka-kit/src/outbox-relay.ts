import { backoffMs } from './backoff.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import type { Clock, Log } from './log.ts';
import type { MessageBus } from './message-bus.ts';
import { metrics } from './metrics.ts';
import { newestStates } from './outbox-store.ts';
import type { OutboxStore, PendingDocument } from './outbox-store.ts';
import { chunks, createResting, shuffled } from './resting.ts';
import { pauseMs } from './within.ts';

export interface OutboxRelayOptions {
  readonly bus: MessageBus;
  readonly store: OutboxStore;
  /** Name of this process instance, unique among those that share the store. */
  readonly instance: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Default 12,000 ms. */
  readonly leaseMs?: number;
  /** Longest time for one publish; default 4,000 ms. */
  readonly sendTimeoutMs?: number;
  /** Longest time until a committed entry is seen without `nudge`; default 200 ms. */
  readonly pollMs?: number;
  /** `health` rejects when the oldest entry is older than this; default 30,000 ms. */
  readonly unhealthyAfterMs?: number;
}

export interface OutboxRelay {
  /** Something was committed: look now instead of at the next poll. */
  nudge(): void;
  /** Rejects when entries wait too long. */
  health(): Promise<void>;
  /** Finishes the send in progress and gives the leases back. */
  stop(): Promise<void>;
}

const documentsPerRound = 200;
const publishesAtOnce = 32;

/**
 * Waits until every work is over, also when one fails: a send that goes on while the next round begins could be overtaken
 * by a newer one of its document. @throws what the first failed with, when all failed.
 */
const allOver = async <Result>(works: readonly Promise<Result>[]): Promise<Result[]> => {
  const ended = await Promise.allSettled(works);
  const results = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  if (results.length > 0) return results;
  throw ended.find((each) => each.status === 'rejected')?.reason;
};

const topicsOf = ({ entries }: PendingDocument): string => [...new Set(entries.map(({ topic }) => topic))].sort().join(' ');

/**
 * Publishes what documents keep in their outboxes: publish, and only after the acknowledgement
 * remove. A crash in between sends the same entry again under the same id. Superseded states of one
 * thing are removed unsent.
 *
 * One instance relays a shard at a time, which keeps the order of a key: it sends only while its
 * lease outlives the send, and its successor waits as long as a last send may take.
 */
export const startOutboxRelay = ({
  bus, store, instance, log, clock = () => new Date(), leaseMs = 12_000, sendTimeoutMs = 4_000, pollMs = 200, unhealthyAfterMs = 30_000,
}: OutboxRelayOptions): OutboxRelay => {
  const stopping = new AbortController();
  const resting = createResting();
  const leases = createLeaseKeeper({ store, instance, log, leaseMs, sendTimeoutMs });
  let wake = new AbortController();
  let nudged = false;

  const publishTogether = async (documents: readonly PendingDocument[]): Promise<void> => {
    const sendable = documents.flatMap((document) => {
      const lease = leases.sendable(document.shard);
      return lease === undefined ? [] : [{ lease, document }];
    });
    if (sendable.length === 0) return;
    await bus.publish(sendable.flatMap(({ document }) => newestStates(document.entries)), { withinMs: sendTimeoutMs });
    const { refused } = await store.remove(
      sendable.map(({ lease, document }) => ({ lease, ref: document.ref, ids: document.entries.map((entry) => entry.id) })),
    );
    for (const { document } of sendable) resting.remove(document.ref);
    metrics.outboxRelayed.inc(sendable.reduce((sum, { document }) => sum + document.entries.length, 0));
    for (const shard of refused) leases.lost(shard);
  };

  /**
   * What cannot be published must not hold up the rest: a topic that does not answer only its own documents,
   * a refused document only itself. What failed rests before it is read again, so that the next round sees further.
   */
  const publishApart = async (documents: readonly PendingDocument[], cause: unknown): Promise<void> => {
    const groups = [...Map.groupBy(documents, topicsOf).values()];
    const outcomes = await allOver(groups.map((group) => publishGroup(group, groups.length > 1)));
    if (!outcomes.includes(true)) throw cause;
  };

  /** @returns whether anything was published. */
  const publishGroup = async (group: readonly PendingDocument[], untried: boolean): Promise<boolean> => {
    if (untried && (await publishOrRest(group, []))) return true;
    let any = false;
    // Not by age: thirty-two that fail at once shall not be the same at each try.
    for (const [chunk, rest] of chunks(shuffled(group), publishesAtOnce)) {
      if (stopping.signal.aborted) break;
      await leases.keep();
      const outcomes = await Promise.all(chunk.map((document) => publishOrRest([document], [document])));
      if (outcomes.includes(true)) {
        any = true;
      } else {
        // Not one of many: the topic does not answer. The others of it need not wait it out as well.
        for (const document of rest) resting.add(document.ref);
        break;
      }
    }
    return any;
  };

  const publishOrRest = async (documents: readonly PendingDocument[], restIfFailed: readonly PendingDocument[]): Promise<boolean> => {
    try {
      await publishTogether(documents);
      return true;
    } catch (error) {
      for (const { ref } of restIfFailed) {
        resting.add(ref);
        log.warn({ ref, err: error }, 'outbox entry could not be published');
      }
      return false;
    }
  };

  const publishFirst = async (documents: readonly PendingDocument[]): Promise<void> => {
    try {
      await publishTogether(documents);
    } catch (error) {
      await publishApart(documents, error);
    }
  };

  /** Whether more is waiting. */
  const round = async (): Promise<boolean> => {
    const shards = await leases.keep();
    if (shards.length === 0) return false;
    const documents = await store.pending(shards, documentsPerRound, resting.now());
    if (documents.length === 0) return false;
    // Those that failed before would take the others with them.
    const suspects = documents.filter(({ ref }) => resting.failedBefore(ref));
    const others = documents.filter(({ ref }) => !resting.failedBefore(ref));
    await allOver([others, suspects].filter((part) => part.length > 0).map(publishFirst));
    return documents.length === documentsPerRound;
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      nudged = false;
      try {
        const more = await round();
        failures = 0;
        if (more || nudged) continue;
      } catch (error) {
        failures += 1;
        log.warn({ err: error, failures }, 'outbox relay failed; trying again');
        await pauseMs(backoffMs(failures, { firstMs: 200, capMs: 2_000 }), stopping.signal);
        continue;
      }
      wake = new AbortController();
      await pauseMs(pollMs, AbortSignal.any([wake.signal, stopping.signal]));
    }
    await leases.releaseAll();
  };
  const running = run();

  return {
    nudge() {
      nudged = true;
      wake.abort();
    },
    async health() {
      const oldest = await store.oldest();
      const ageMs = oldest === undefined ? 0 : clock().getTime() - oldest.getTime();
      metrics.outboxOldestSeconds.set(ageMs / 1_000);
      if (ageMs > unhealthyAfterMs) throw new Error(`the oldest outbox entry waits for ${Math.round(ageMs / 1_000)} s`);
    },
    async stop() {
      stopping.abort();
      wake.abort();
      await running;
    },
  };
};
