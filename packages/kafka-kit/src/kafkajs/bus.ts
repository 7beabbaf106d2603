import type { Log } from '../log.ts';
import type { Consumption, MessageBus, OutgoingMessage } from '../message-bus.ts';
import { createAdminAccess } from './admin.ts';
import { createClient } from './client.ts';
import { startConsumption } from './consumption.ts';
import { createLane } from './lane.ts';
import type { Lane } from './lane.ts';

export interface KafkajsBusOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  /** Waits this long (at most 5 ms is sensible) to let messages share a request; default 0: they share while one is in flight. */
  readonly lingerMs?: number;
  /** Default 10,000 ms. */
  readonly publishTimeoutMs?: number;
}

const byTopic = (batch: readonly OutgoingMessage[]): Map<string, OutgoingMessage[]> => {
  const topics = new Map<string, OutgoingMessage[]>();
  for (const message of batch) {
    const same = topics.get(message.topic);
    if (same === undefined) topics.set(message.topic, [message]);
    else same.push(message);
  }
  return topics;
};

/** Connects when first needed: a process starts, and reports itself not ready, while the brokers are away. */
export const createKafkajsBus = async (options: KafkajsBusOptions): Promise<MessageBus> => {
  const { log, lingerMs = 0, publishTimeoutMs = 10_000 } = options;
  const kafka = createClient(options, 'publishing');
  const patientKafka = createClient(options, 'consuming');
  const admin = createAdminAccess(kafka);
  const lanes = new Map<string, Lane>();
  const consumptions = new Set<Consumption>();
  let closed = false;

  const laneOf = (topic: string): Lane => {
    const known = lanes.get(topic);
    if (known !== undefined) return known;
    const lane = createLane(kafka, topic, { lingerMs, requestWithinMs: Math.min(publishTimeoutMs, 5_000), log });
    lanes.set(topic, lane);
    return lane;
  };

  return {
    publishTimeoutMs,
    async publish(batch, { withinMs = publishTimeoutMs } = {}) {
      if (closed) throw new Error('the bus is closed');
      const sends = [...byTopic(batch)].map(([topic, messages]) => laneOf(topic).publish(messages, withinMs));
      // Wait for all before telling of a failure: afterwards nothing of this call is sent any more.
      const failed = (await Promise.allSettled(sends)).find((send) => send.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    async consume(consumeOptions, handler) {
      const consumption = await startConsumption(patientKafka, consumeOptions, handler, log);
      consumptions.add(consumption);
      return {
        ...consumption,
        async stop() {
          consumptions.delete(consumption);
          await consumption.stop();
        },
      };
    },
    async topicEnds(topic) {
      const offsets = await admin.ask(`the offsets of ${topic}`, (client) => client.fetchTopicOffsets(topic));
      return offsets.map(({ partition, low, high }) => ({ partition, start: BigInt(low), end: BigInt(high) }));
    },
    async committed(group, topic) {
      const answer = await admin.ask(`the offsets of ${group}`, (client) => client.fetchOffsets({ groupId: group, topics: [topic] }));
      return answer
        .flatMap(({ partitions }) => partitions)
        .map(({ partition, offset }) => ({ partition, offset: BigInt(offset) }))
        .filter(({ offset }) => offset >= 0n);
    },
    async health() {
      await admin.ask('the cluster', (client) => client.describeCluster());
    },
    async close() {
      closed = true;
      await Promise.all([...consumptions].map((consumption) => consumption.stop()));
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
      await admin.close();
    },
  };
};
