import type { MessageBus } from './message-bus.ts';
import { pauseMs } from './within.ts';

const askEveryMs = 100;

const isBehind = async (bus: MessageBus, group: string, topic: string, ends: ReadonlyMap<number, bigint>): Promise<boolean> => {
  const committed = new Map((await bus.committed(group, topic)).map(({ partition, offset }) => [partition, offset]));
  return [...ends].some(([partition, end]) => (committed.get(partition) ?? -1n) < end);
};

/**
 * Resolves when the group has committed up to the ends that the topics have now.
 * @throws Error when consuming is stopped before.
 */
export const watchCaughtUp = async (bus: MessageBus, group: string, topics: readonly string[], stopped: AbortSignal): Promise<void> => {
  for (const topic of topics) {
    const ends = (await bus.topicEnds(topic)).filter(({ start, end }) => end > start);
    const target = new Map(ends.map(({ partition, end }) => [partition, end]));
    while (await isBehind(bus, group, topic, target)) {
      await pauseMs(askEveryMs, stopped);
      if (stopped.aborted) throw new Error(`${group} was stopped before it had caught up`);
    }
  }
};
