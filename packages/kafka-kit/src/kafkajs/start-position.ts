import type { Consumer, Kafka } from 'kafkajs';
import { createAdminAccess } from './admin.ts';

export interface StartPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/**
 * "Begin at the end" is decided anew by every member that finds no commit, so what is published
 * between two members of a quiet group would be skipped. Therefore the end is read before the first
 * join and committed right after it. @returns what is to be committed, empty when the group has begun already.
 */
export const readStart = async (kafka: Kafka, group: string, topics: readonly string[]): Promise<readonly StartPosition[]> => {
  const admin = createAdminAccess(kafka);
  try {
    const offsets = await admin.ask(`the offsets of ${group}`, (client) => client.fetchOffsets({ groupId: group, topics: [...topics] }));
    const positions = offsets.flatMap(({ topic, partitions }) => partitions.map((each) => ({ topic, ...each })));
    const open = new Set(positions.filter(({ offset }) => offset === '-1').map(({ topic, partition }) => `${topic}/${partition}`));
    const ends = await Promise.all(
      topics.map(async (topic) => {
        const partitions = await admin.ask(`the ends of ${topic}`, (client) => client.fetchTopicOffsets(topic));
        return partitions.map(({ partition, high }) => ({ topic, partition, offset: high }));
      }),
    );
    return ends.flat().filter(({ topic, partition }) => open.has(`${topic}/${partition}`));
  } finally {
    await admin.close();
  }
};

/** Commits the start of those partitions that this member was given. */
export const commitStart = async (
  consumer: Consumer,
  start: readonly StartPosition[],
  assigned: Readonly<Record<string, readonly number[]>>,
): Promise<void> => {
  const own = start.filter(({ topic, partition }) => assigned[topic]?.includes(partition));
  if (own.length > 0) await consumer.commitOffsets(own);
};
