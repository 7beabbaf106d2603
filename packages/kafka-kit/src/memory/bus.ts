import type { IncomingMessage, MessageBus } from '../message-bus.ts';
import { pauseMs } from '../within.ts';
import { createMemoryGroup } from './group.ts';
import type { MemoryGroup, MemoryMember } from './group.ts';
import { createMemoryLog } from './log.ts';
import type { MemoryLog } from './log.ts';

export interface MemoryBus extends MessageBus {
  /** Everything published to the topic so far, partition by partition: for assertions in tests. */
  records(topic: string): readonly IncomingMessage[];
}

/** Topics and groups that several buses may share, as processes share brokers. */
export interface MemoryBackend {
  readonly log: MemoryLog;
  readonly groupOf: (name: string) => MemoryGroup;
}

export const createMemoryBackend = (partitions: number): MemoryBackend => {
  const log = createMemoryLog(partitions);
  const groups = new Map<string, MemoryGroup>();
  return {
    log,
    groupOf(name) {
      const known = groups.get(name);
      if (known !== undefined) return known;
      const group = createMemoryGroup(log);
      groups.set(name, group);
      return group;
    },
  };
};

/** Time until a member that gave up joins again: long enough that another takes its partitions first. */
const rejoinAfterMs = 20;

/** The bus inside one process, for unit tests: real partitions, groups, commits and redelivery, no server. */
export const createMemoryBus = ({ backend = createMemoryBackend(3) }: { backend?: MemoryBackend } = {}): MemoryBus => {
  const { log, groupOf } = backend;
  const stops = new Set<() => Promise<void>>();
  let closed = false;

  return {
    publishTimeoutMs: 1_000,
    async publish(batch) {
      if (closed) throw new Error('the bus is closed');
      for (const message of batch) log.append(message);
    },
    async consume(options, handler) {
      const group = groupOf(options.group);
      const paused = new Set<string>();
      const stopping = new AbortController();
      let lastFailure: unknown;
      let stuck = 0;

      const member: MemoryMember = {
        options,
        handler,
        isPaused: (topic, partition) => paused.has(`${topic}/${partition}`),
        onGivenUp(error, abandoned) {
          lastFailure = error;
          stuck += 1;
          const settled = (): number => (stuck -= 1);
          abandoned.then(settled, settled);
          void pauseMs(rejoinAfterMs, stopping.signal).then(() => {
            if (stopping.signal.aborted) return;
            lastFailure = undefined;
            group.join(member);
          });
        },
      };
      group.join(member);

      const stop = async (): Promise<void> => {
        stopping.abort();
        stops.delete(stop);
        await group.leave(member);
      };
      stops.add(stop);
      return {
        pause: (topic, partition) => void paused.add(`${topic}/${partition}`),
        resume(topic, partition) {
          paused.delete(`${topic}/${partition}`);
          log.changed.notify();
        },
        async health() {
          if (stuck > 0) throw new Error(`${options.group}: handler stuck`);
          if (lastFailure !== undefined) throw new Error(`${options.group}: not in its group`, { cause: lastFailure });
        },
        stop,
      };
    },
    topicEnds: async (topic) =>
      log.partitionsOf(topic).map((records, partition) => ({ partition, start: 0n, end: BigInt(records.length) })),
    committed: async (group, topic) => groupOf(group).committed(topic),
    health: async () => {
      if (closed) throw new Error('the bus is closed');
    },
    async close() {
      closed = true;
      await Promise.all([...stops].map((stop) => stop()));
    },
    records: (topic) => log.partitionsOf(topic).flat(),
  };
};
