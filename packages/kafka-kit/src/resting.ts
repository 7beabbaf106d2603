import { backoffMs } from './backoff.ts';

/** Documents whose messages could not be published, and until when each is left alone. */
export interface Resting {
  add(ref: string): void;
  remove(ref: string): void;
  /** Those that are left alone at this moment. */
  now(): string[];
  failedBefore(ref: string): boolean;
}

/** Short against the time in which everything is to be well again after the brokers are back. */
const restMs = { firstMs: 500, capMs: 5_000 };
/** A document that was not seen for so long has gone another way. */
const forgottenAfterMs = 60_000;

export const createResting = (now: () => number = () => performance.now()): Resting => {
  const documents = new Map<string, { failures: number; until: number }>();
  return {
    add(ref) {
      const failures = (documents.get(ref)?.failures ?? 0) + 1;
      documents.set(ref, { failures, until: now() + backoffMs(failures, restMs) });
    },
    remove: (ref) => void documents.delete(ref),
    now() {
      const at = now();
      for (const [ref, { until }] of documents) if (until + forgottenAfterMs < at) documents.delete(ref);
      return [...documents].filter(([, { until }]) => until > at).map(([ref]) => ref);
    },
    failedBefore: (ref) => documents.has(ref),
  };
};

/** Parts of at most `size`, each with what follows it. */
export const chunks = <T>(items: readonly T[], size: number): [chunk: readonly T[], rest: readonly T[]][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => [items.slice(index * size, (index + 1) * size), items.slice((index + 1) * size)]);

export const shuffled = <T>(items: readonly T[]): T[] =>
  items.map((item) => ({ item, place: Math.random() })).sort((a, b) => a.place - b.place).map(({ item }) => item);
