import type { Clock, Log } from '@genkan/kafka-kit';
import type { mongo } from 'mongoose';
import type { Collection } from './connection.ts';

export interface DueScannerOptions<Shape extends mongo.BSON.Document & { _id: string }> {
  readonly collection: Collection<Shape>;
  /** The field with the due time; give it a partial index (`dueIndex`). */
  readonly field: string;
  /** Further conditions of a due document. */
  readonly where?: mongo.Filter<Shape>;
  /**
   * Does what is due and moves or removes the due time in its own write. It may be called again for
   * the same document (a crash, a lease that ran out), so it decides anew from what it reads.
   */
  readonly handle: (document: mongo.WithId<Shape>) => Promise<void>;
  readonly log: Log;
  readonly clock?: Clock;
  /** Documents claimed in one round; default 50. */
  readonly batch?: number;
  /** Documents handled side by side; default 4. */
  readonly concurrency?: number;
  /** A claimed document is left alone by others for this long; default 60,000 ms. */
  readonly leaseMs?: number;
  /** Default 1,000 ms; the first round comes after a random part of it. */
  readonly everyMs?: number;
}

export interface DueScanner {
  /** Looks now. */
  nudge(): void;
  /** Rejects when the last rounds failed. */
  health(): Promise<void>;
  /** Lets the documents in hand finish. */
  stop(): Promise<void>;
}

/** The index of a due-time field: documents without one are not in it. */
export const dueIndex = (field: string): mongo.IndexDescription => ({
  key: { [field]: 1 },
  name: `due_${field}`,
  partialFilterExpression: { [field]: { $exists: true } },
});

const failuresUntilUnhealthy = 5;

/**
 * Runs timers that stand as due times in documents: each round claims a few due documents, one
 * atomic write and one lease each, so that instances share the work and a dead one's comes back.
 */
export const startDueScanner = <Shape extends mongo.BSON.Document & { _id: string }>(options: DueScannerOptions<Shape>): DueScanner => {
  const { collection, field, where = {}, handle, log, clock = () => new Date() } = options;
  const { batch = 50, concurrency = 4, leaseMs = 60_000, everyMs = 1_000 } = options;
  const leaseField = `${field}Lease`;
  let stopping = false;
  let failures = 0;
  let wake: () => void = () => undefined;
  let nudged = false;

  const claim = async (): Promise<mongo.WithId<Shape> | null> => {
    const now = clock();
    const free = { $or: [{ [leaseField]: { $exists: false } }, { [leaseField]: { $lte: now } }] };
    const due = { $and: [{ [field]: { $lte: now } }, free, where] } as unknown as mongo.Filter<Shape>;
    const lease = { $set: { [leaseField]: new Date(now.getTime() + leaseMs) } } as unknown as mongo.UpdateFilter<Shape>;
    return collection.findOneAndUpdate(due, lease, { sort: { [field]: 1 }, returnDocument: 'after' });
  };

  const release = async (document: mongo.WithId<Shape>): Promise<void> => {
    const own = { _id: document._id, [leaseField]: (document as Record<string, unknown>)[leaseField] } as unknown as mongo.Filter<Shape>;
    await collection.updateOne(own, { $unset: { [leaseField]: '' } } as unknown as mongo.UpdateFilter<Shape>);
  };

  /** A document that fails keeps its lease, which is the pause before the next try. */
  const runOne = async (document: mongo.WithId<Shape>): Promise<void> => {
    try {
      await handle(document);
      await release(document);
    } catch (error) {
      log.warn({ collection: collection.collectionName, id: document._id, err: error }, 'due document failed; tried again after its lease');
    }
  };

  const round = async (): Promise<number> => {
    let claimed = 0;
    const worker = async (): Promise<void> => {
      while (!stopping && claimed < batch) {
        claimed += 1;
        const document = await claim();
        if (document === null) {
          claimed -= 1;
          return;
        }
        await runOne(document);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return claimed;
  };

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    // A random phase: instances that start together do not all ask at the same moment.
    await sleep(Math.random() * everyMs);
    while (!stopping) {
      nudged = false;
      let claimed = 0;
      try {
        claimed = await round();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.warn({ collection: collection.collectionName, err: error }, 'looking for due documents failed');
      }
      if (!stopping && !nudged && claimed < batch) await sleep(everyMs * (0.75 + Math.random() / 2));
    }
  };
  const running = run();

  return {
    nudge() {
      nudged = true;
      wake();
    },
    async health() {
      if (failures >= failuresUntilUnhealthy) throw new Error(`${collection.collectionName}: looking for due documents failed ${failures} times`);
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
};
