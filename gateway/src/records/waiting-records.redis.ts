import { outboxEntry, type OutboxEntry, type OutboxStore, type OutgoingMessage, type PendingDocument } from '@genkan/kafka-kit';
import type { Clock, Logger } from '@genkan/service-kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/**
 * The tag in braces puts all keys that change together into one slot of a Redis Cluster; sessions and
 * their records are few and small enough for one.
 */
export const consoleTag = '{console}';
export const waitingRecordsKey = `genkan:records:${consoleTag}`;
const unreadableKey = `${waitingRecordsKey}:unreadable`;

/** Audit records that are safe in Redis and not on their topic yet; the outbox relay publishes them. */
export interface WaitingRecords extends OutboxStore {
  /** Resolves when Redis has the record; from then on it will be published. */
  keep(record: OutgoingMessage): Promise<void>;
}

const stored = z
  .object({
    id: z.string().min(1),
    at: z.iso.datetime().transform((text) => new Date(text)),
    topic: z.string().min(1),
    key: z.string(),
    value: z.base64().nullable().transform((text) => (text === null ? null : new Uint8Array(Buffer.from(text, 'base64')))),
    headers: z.record(z.string(), z.string()),
  })
  .transform((record): OutboxEntry => outboxEntry(record, record));

/** A record as an element of the list. Its id makes it unlike any other, so that it can be removed by value. */
export const waitingRecordText = ({ topic, key, value, headers }: OutgoingMessage, at: Date): string =>
  JSON.stringify({ id: headers['ce_id'], at, topic, key, value: value === null ? null : Buffer.from(value).toString('base64'), headers });

/**
 * Every gateway relays the whole list: two of them may publish a record twice, under one id, by which
 * its consumers know it.
 */
export function redisWaitingRecords(redis: Redis, clock: Clock, log: Logger): WaitingRecords {
  /** What the last `pending` found, by id: an element is removed by its whole text, which is nothing for logs. */
  let found = new Map<string, string>();

  const setAside = async (text: string): Promise<void> => {
    await redis.multi().lrem(waitingRecordsKey, 1, text).rpush(unreadableKey, text).exec();
    log.error({ key: unreadableKey, bytes: Buffer.byteLength(text) }, 'a waiting record cannot be read and was set aside');
  };

  return {
    async keep(record) {
      await redis.rpush(waitingRecordsKey, waitingRecordText(record, clock()));
    },
    acquire: async (owner) => [{ shard: 0, owner, fence: 1, handedOver: true }],
    release: async () => undefined,
    async pending(_shards, limit, except) {
      const texts = await redis.lrange(waitingRecordsKey, 0, limit + except.length - 1);
      found = new Map();
      const documents: PendingDocument[] = [];
      for (const text of texts) {
        const entry = readRecord(text);
        if (entry === undefined) await setAside(text);
        else if (!except.includes(entry.id) && documents.length < limit) {
          found.set(entry.id, text);
          documents.push({ shard: 0, ref: entry.id, entries: [entry] });
        }
      }
      return documents;
    },
    async remove(sent) {
      const removal = redis.pipeline();
      for (const { ref } of sent) {
        const text = found.get(ref);
        if (text !== undefined) removal.lrem(waitingRecordsKey, 1, text);
      }
      // What could not be removed is published once more.
      for (const [error] of (await removal.exec()) ?? []) if (error !== null) throw error;
      return { refused: [] };
    },
    async oldest() {
      const text = await redis.lindex(waitingRecordsKey, 0);
      return text === null ? undefined : readRecord(text)?.at;
    },
  };
}

function readRecord(text: string): OutboxEntry | undefined {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
