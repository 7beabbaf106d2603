import type { IncomingMessage, OutgoingMessage } from '../message-bus.ts';

/** Tells waiting loops that something changed: a message came, a partition was resumed, a member left. */
export interface Signal {
  notify(): void;
  next(): Promise<void>;
}

export const createSignal = (): Signal => {
  let change = Promise.withResolvers<void>();
  return {
    notify() {
      const old = change;
      change = Promise.withResolvers<void>();
      old.resolve();
    },
    next: () => change.promise,
  };
};

export interface MemoryLog {
  append(message: OutgoingMessage): void;
  partitionsOf(topic: string): readonly (readonly IncomingMessage[])[];
  readonly changed: Signal;
}

const hash = (key: string): number => {
  let value = 0x811c9dc5;
  for (const char of key) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
};

/** Topics come into being when first named; offsets count from 0 and nothing is ever removed. */
export const createMemoryLog = (partitionsPerTopic: number): MemoryLog => {
  const topics = new Map<string, IncomingMessage[][]>();
  const changed = createSignal();

  const partitionsOf = (topic: string): IncomingMessage[][] => {
    const known = topics.get(topic);
    if (known !== undefined) return known;
    const fresh = Array.from({ length: partitionsPerTopic }, (): IncomingMessage[] => []);
    topics.set(topic, fresh);
    return fresh;
  };

  return {
    changed,
    partitionsOf,
    append({ topic, key, value, headers }) {
      const partitions = partitionsOf(topic);
      const partition = hash(key) % partitions.length;
      const records = partitions[partition] ?? [];
      records.push({ topic, partition, offset: BigInt(records.length), key, value, headers: { ...headers }, timestamp: Date.now() });
      changed.notify();
    },
  };
};
