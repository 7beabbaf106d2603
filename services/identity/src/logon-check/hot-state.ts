import type { Logger } from '@genkan/service-kit';
import { coalesce } from './coalesce.ts';
import type { HotUser, LogonCheckStore } from './logon-check.store.ts';
import { slotsOf } from './slots.ts';
import type { UserRef } from '../otp-credential/seed.ts';

/**
 * Longest time from a judgement in Redis until its record is durable or given up, in ms: one Redis time-out
 * and one publish time-out, rounded up. After it nothing of a lost Redis can still turn up.
 */
export const judgedToRecordedMs = 2_500;

/** How long a user document that was read may still be written to Redis, in ms. */
const readToWrittenMs = 10_000;
const attempts = 3;
const usersAtOnce = 16;
const sweepPauseMs = 2_000;

/** Where user documents are read for Redis. */
export interface HotUserSource {
  /** A user without document is one who may not log on. */
  find(user: UserRef): Promise<HotUser>;
  /** Everybody with a registered one-time password. */
  registered(): AsyncIterable<UserRef & { hot: HotUser }>;
}

export interface HotStateParts {
  store: LogonCheckStore;
  users: HotUserSource;
  /** Resolves when all logon records that are in the topic now have reached the user documents. */
  recordsAbsorbed: () => Promise<void>;
  /** Resolves after so many ms; rejects when the service ends. */
  pause: (ms: number) => Promise<void>;
  now: () => number;
  log: Logger;
}

export interface HotState {
  /** The present life of Redis; undefined: it cannot be asked. */
  epoch(): Promise<string | undefined>;
  /** Begins to restore a user whose state was found stale in `epoch`. */
  requestRestore(user: UserRef, epoch: string): void;
  /**
   * Brings the user's document to Redis. A stale state is left to `requestRestore`, which then writes nothing older, unless `fresh` says that the
   * caller has just registered this credential and in which life of Redis that began: then it counts at once.
   */
  push(user: UserRef, fresh?: { credentialVersion: number; epoch: string }): Promise<void>;
  /** Restores everybody, once per life of Redis, so that nobody's first logon after it finds nothing. */
  restoreEverybody(): Promise<void>;
}

/**
 * Keeps Redis in step with the user documents, and rebuilds it from them after it lost data. What the lost
 * state had decided is safe: its records are waited for, and the write itself refuses every time step up to
 * its moment. Until then checks of the user are answered as unavailable.
 *
 * A document may change between being read and being written here. The change is pushed after it was saved: it either
 * finds the state and refreshes it, or finds none and makes this write `behind`, which reads again.
 */
export function createHotState({ store, users, recordsAbsorbed, pause, now, log }: HotStateParts): HotState {
  const underWay = new Map<string, Promise<void>>();
  const slots = slotsOf(usersAtOnce);

  const caughtUp = coalesce(async () => {
    await pause(judgedToRecordedMs);
    await recordsAbsorbed();
  });

  async function write(user: UserRef, epoch: string, known?: HotUser): Promise<void> {
    let hot = known ?? (await users.find(user));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const at = now();
      const outcome = await store.restore(user.companyId, user.userId, hot, { epoch, deadline: at + readToWrittenMs, fresh: false, at });
      switch (outcome) {
        case 'written':
        case 'current':
          return;
        case 'moved':
          throw new Error('redis was lost again');
        case 'late':
        case 'behind':
          hot = await users.find(user);
      }
    }
    throw new Error('the hot state could not be restored');
  }

  async function restore(user: UserRef, epoch: string): Promise<void> {
    await caughtUp();
    await slots(() => write(user, epoch));
    log.info({ companyId: user.companyId, userId: user.userId }, 'hot state restored');
  }

  async function restoreRegistered(epoch: string): Promise<void> {
    await caughtUp();
    const writing = new Set<Promise<void>>();
    for await (const { companyId, userId, hot } of users.registered()) {
      const one = slots(() => write({ companyId, userId }, epoch, hot)).finally(() => writing.delete(one));
      writing.add(one);
      if (writing.size >= usersAtOnce) await Promise.race(writing);
    }
    await Promise.all(writing);
    await store.markRestored(epoch);
  }

  return {
    epoch: () => store.life().then(({ epoch }) => epoch, () => undefined),

    requestRestore({ companyId, userId }, epoch) {
      const name = `${companyId}/${userId}`;
      if (underWay.has(name)) return;
      const restoring = restore({ companyId, userId }, epoch)
        // Not lost: the next check of the user asks again.
        .catch((error: unknown) => log.warn({ companyId, userId, err: error }, 'hot state not restored'))
        .finally(() => underWay.delete(name));
      underWay.set(name, restoring);
    },

    async push(user, fresh) {
      const hot = await users.find(user);
      const { companyId, userId } = user;
      const outcome = await store.refresh(companyId, userId, hot);
      if (typeof outcome === 'string' || hot.credentialVersion !== fresh?.credentialVersion) return;
      const at = now();
      const terms = { epoch: fresh.epoch, deadline: at + readToWrittenMs, fresh: true, at };
      await store.restore(companyId, userId, hot, terms);
    },

    restoreEverybody: coalesce(async () => {
      for (;;) {
        try {
          const { epoch, restored } = await store.life();
          if (!restored) {
            await restoreRegistered(epoch);
            log.info({ epoch }, 'hot state of all users restored');
          }
          return;
        } catch (error) {
          if (error instanceof Error && error.name === 'AbortError') return; // the service ends
          log.warn({ err: error }, 'hot state of all users not restored; tried again');
        }
        await pause(sweepPauseMs);
      }
    }),
  };
}
