import type { Operation } from '../operations/operation.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';
import type { SyncRun } from './sync-run.ts';

/** Somebody else has taken the run, or ended it: this process must not go on with it. */
export class RunLost extends Error {
  override readonly name = 'RunLost';
}

export interface RunKeeper {
  readonly run: () => SyncRun;
  /** Writes the next state under the lease. Rejects with RunLost. */
  update(change: (run: SyncRun) => SyncRun): Promise<void>;
  /** Writes the last state and gives the company free. Rejects with RunLost. */
  finish(change: (run: SyncRun) => SyncRun, operation: (run: SyncRun) => Operation): Promise<void>;
  /** Ends the renewing of the lease. */
  release(): Promise<void>;
}

export interface KeeperOptions {
  readonly store: SyncRunStore;
  readonly clock: () => Date;
  /** How long a run that is not heard of counts as alive, in ms. */
  readonly leaseMs: number;
}

/**
 * Holds a claimed run: renews its lease, also while the attendance system is slow to answer, and orders the writes of
 * this process one after another, because each proves the version that the one before made.
 */
export function keepRun(claimed: StoredRun, { store, clock, leaseMs }: KeeperOptions): RunKeeper {
  let current = claimed;
  let lost = false;
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = (write: () => Promise<void>): Promise<void> => {
    const turn = last.then(write);
    last = turn.catch(() => undefined);
    return turn;
  };
  const write = async (next: SyncRun, dueAt: Date | undefined, operation?: Operation): Promise<void> => {
    const saved = lost ? 'moved' : await store.save(current, next, dueAt, operation);
    if (saved === 'moved') {
      lost = true;
      throw new RunLost('the run belongs to somebody else');
    }
    current = saved;
  };
  const leaseEnd = (): Date => new Date(clock().getTime() + leaseMs);
  const renew = setInterval(() => {
    // A renewal that fails is made up for by the next one; the lease outlives three.
    if (!lost && !ended) void inTurn(() => write(current.run, leaseEnd())).catch(() => undefined);
  }, leaseMs / 4);

  return {
    run: () => current.run,
    update: (change) => inTurn(() => write(change(current.run), leaseEnd())),
    finish: (change, operation) =>
      inTurn(async () => {
        const next = change(current.run);
        ended = true;
        clearInterval(renew);
        await write(next, undefined, operation(next));
      }),
    async release() {
      ended = true;
      clearInterval(renew);
      await last;
    },
  };
}
