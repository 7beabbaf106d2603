import type { Batch, BatchHandler, ConsumeOptions } from '../message-bus.ts';
import { StuckHandlerError, watchProgress } from '../progress.ts';
import type { MemoryLog } from './log.ts';

export interface MemoryMember {
  readonly options: ConsumeOptions;
  readonly handler: BatchHandler;
  isPaused(topic: string, partition: number): boolean;
  /** The handler threw or is stuck: the member has been taken out of the group. */
  onGivenUp(error: unknown, handler: Promise<void>): void;
}

export interface MemoryGroup {
  join(member: MemoryMember): void;
  /** Resolves when the member's running handlers have left their batches. */
  leave(member: MemoryMember): Promise<void>;
  committed(topic: string): { partition: number; offset: bigint }[];
}

interface Tenure {
  readonly member: MemoryMember;
  over: boolean;
  done: Promise<void>;
}

const maxBatch = 500;
const idOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * One consumer group: its members share the partitions, and each change of members is a rebalance
 * that makes every running batch stale.
 */
export const createMemoryGroup = (log: MemoryLog): MemoryGroup => {
  const members: MemoryMember[] = [];
  const committed = new Map<string, bigint>();
  const tenures = new Map<string, Tenure>();

  const runBatch = async (tenure: Tenure, topic: string, partition: number): Promise<void> => {
    const records = log.partitionsOf(topic)[partition] ?? [];
    const from = committed.get(idOf(topic, partition)) ?? 0n;
    const messages = records.slice(Number(from), Number(from) + maxBatch);
    if (messages.length === 0 || tenure.member.isPaused(topic, partition)) return log.changed.next();

    const progress = watchProgress(tenure.member.options.stuckAfterMs ?? 30_000, idOf(topic, partition));
    let over = false;
    const isStale = (): boolean => over || tenure.over;
    const batch: Batch = {
      topic,
      partition,
      messages,
      end: BigInt(records.length),
      isStale,
      heartbeat: async () => progress.made(),
      resolve(offset) {
        if (isStale()) return;
        progress.made();
        committed.set(idOf(topic, partition), offset + 1n);
      },
    };
    const working = tenure.member.handler(batch);
    try {
      await Promise.race([working, progress.stuck]);
      // A macrotask apart, so that a handler that returns at once cannot starve timers.
      await new Promise(setImmediate);
    } catch (error) {
      const isStuck = error instanceof StuckHandlerError;
      // A handler that throws after the partition went to another member has harmed nobody.
      if (isStuck || !tenure.over) giveUp(tenure.member, error, isStuck ? working : Promise.resolve());
    } finally {
      progress.end();
      over = true;
    }
  };

  const begin = (member: MemoryMember, topic: string, partition: number, before: Promise<void>): Tenure => {
    const tenure: Tenure = { member, over: false, done: Promise.resolve() };
    const run = async (): Promise<void> => {
      await before;
      while (!tenure.over) await runBatch(tenure, topic, partition);
    };
    tenure.done = run();
    return tenure;
  };

  const rebalance = (): void => {
    for (const tenure of tenures.values()) tenure.over = true;
    log.changed.notify();
    for (const topic of new Set(members.flatMap((member) => member.options.topics))) {
      const interested = members.filter((member) => member.options.topics.includes(topic));
      for (const partition of log.partitionsOf(topic).keys()) {
        const id = idOf(topic, partition);
        const member = interested[partition % interested.length];
        if (member !== undefined) tenures.set(id, begin(member, topic, partition, tenures.get(id)?.done ?? Promise.resolve()));
      }
    }
  };

  const remove = (member: MemoryMember): void => {
    const at = members.indexOf(member);
    if (at < 0) return;
    members.splice(at, 1);
    rebalance();
  };

  const giveUp = (member: MemoryMember, error: unknown, handler: Promise<void>): void => {
    remove(member);
    member.onGivenUp(error, handler);
  };

  return {
    join(member) {
      for (const topic of member.options.topics) {
        for (const [partition, records] of log.partitionsOf(topic).entries()) {
          const id = idOf(topic, partition);
          if (!committed.has(id)) committed.set(id, member.options.fromBeginning ? 0n : BigInt(records.length));
        }
      }
      members.push(member);
      rebalance();
    },
    async leave(member) {
      const own = [...tenures.values()].filter((tenure) => tenure.member === member);
      remove(member);
      await Promise.all(own.map((tenure) => tenure.done));
    },
    committed: (topic) =>
      [...log.partitionsOf(topic).keys()].flatMap((partition) => {
        const offset = committed.get(idOf(topic, partition));
        return offset === undefined ? [] : [{ partition, offset }];
      }),
  };
};
