import { newestStates, outboxLimit, outboxShards } from '@genkan/kafka-kit';
import type { OutboxEntry } from '@genkan/kafka-kit';
import type { mongo } from 'mongoose';
import type { Collection, IndexDescription } from './connection.ts';
import { isDuplicateId } from './errors.ts';

/** A document that carries the messages which announce its changes: one write stores both. */
export interface OutboxDocument {
  /** `companyId|id`. */
  readonly _id: string;
  readonly companyId: string;
  /** Grows by one with every write; the version of its state records. */
  readonly rev: number;
  readonly outbox?: OutboxEntry[];
  /** Time of the oldest unsent entry; absent when nothing waits. */
  readonly outboxAt?: Date;
  readonly shard?: number;
}

/** What the caller writes: the outbox fields are kept by these functions alone. */
export type WithoutOutbox<Shape extends OutboxDocument> = Omit<Shape, 'outbox' | 'outboxAt' | 'shard'>;

/** Holds only documents with something to send, so that the relay's poll costs nothing when idle. */
export const outboxIndexes: IndexDescription[] = [
  { key: { shard: 1, outboxAt: 1 }, name: 'outbox', partialFilterExpression: { outboxAt: { $exists: true } } },
];

/** More unsent changes of one document than can wait: Kafka has been away for long, or someone writes in a loop. */
export class OutboxFull extends Error {
  override readonly name = 'OutboxFull';
  readonly id: string;

  constructor(id: string) {
    super(`the outbox of ${id} holds ${outboxLimit} unsent entries`);
    this.id = id;
  }
}

/** The document's shard: always the same for the same id, even over all shards. */
export const shardOf = (id: string): number => {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // The low bits of this hash follow the last characters; mix the high ones in.
  return ((hash ^ (hash >>> 16)) >>> 0) % outboxShards;
};

/**
 * @returns `exists` when a document with this `_id` is there already; nothing is changed then.
 * @throws the driver's error when another unique index refuses (see `isDuplicateKey`); OutboxFull.
 */
export const insertWithOutbox = async <Shape extends OutboxDocument>(
  collection: Collection<Shape>,
  document: WithoutOutbox<Shape>,
  entries: readonly OutboxEntry[],
): Promise<'inserted' | 'exists'> => {
  const unsent = newestStates(entries);
  const [oldest] = unsent;
  if (unsent.length > outboxLimit) throw new OutboxFull(document._id);
  const whole = {
    ...document,
    shard: shardOf(document._id),
    ...(oldest === undefined ? {} : { outbox: unsent, outboxAt: oldest.at }),
  };
  try {
    await collection.insertOne(whole as unknown as mongo.OptionalUnlessRequiredId<Shape>);
    return 'inserted';
  } catch (error) {
    if (isDuplicateId(error)) return 'exists';
    throw error;
  }
};

const attemptsToMakeRoom = 5;

/** The fields whose value says something; undefined means "leave as it is". */
const given = (values: object): object => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/**
 * Drops states that newer ones in the same outbox supersede. The write happens only if the outbox
 * still holds what was read: the relay may be emptying it, which makes room as well.
 * @returns whether there may be room for that many entries now
 */
const makeRoom = async <Shape extends OutboxDocument>(
  collection: Collection<Shape>,
  unmoved: mongo.Filter<Shape>,
  wanted: number,
): Promise<boolean> => {
  const found = await collection.findOne<Pick<OutboxDocument, 'outbox'>>(unmoved, { projection: { outbox: 1 } });
  const outbox = found?.outbox ?? [];
  const kept = newestStates(outbox);
  if (kept.length + wanted > outboxLimit) return false;
  if (kept.length < outbox.length) {
    const asRead = { $and: [unmoved, { outbox: { $size: outbox.length } }, { 'outbox.id': { $all: outbox.map(({ id }) => id) } }] };
    const compacted = { $set: { outbox: kept } } as unknown as mongo.UpdateFilter<Shape>;
    await collection.updateOne(asRead as mongo.Filter<Shape>, compacted);
  }
  return true;
};

/**
 * Compare-and-set on `rev`: sets the fields, counts `rev` up and appends the entries, all or nothing.
 * @param set whole values of top-level fields; a field set to undefined is left as it is
 * @param unset names of fields to remove
 * @returns `moved` when the document has another `rev` by now, or is gone: read it again and decide anew.
 * @throws OutboxFull when dropping superseded states makes no room either
 */
export const updateWithOutbox = async <Shape extends OutboxDocument>(
  collection: Collection<Shape>,
  current: Pick<Shape, '_id' | 'rev'>,
  set: Partial<WithoutOutbox<Shape>>,
  entries: readonly OutboxEntry[],
  unset: readonly string[] = [],
): Promise<'updated' | 'moved'> => {
  const unsent = newestStates(entries);
  const [oldest] = unsent;
  if (unsent.length > outboxLimit) throw new OutboxFull(current._id);
  const unmoved = { _id: current._id, rev: current.rev } as unknown as mongo.Filter<Shape>;
  const withRoom = oldest === undefined ? {} : { [`outbox.${outboxLimit - unsent.length}`]: { $exists: false } };
  const change = {
    $set: { ...given(set), rev: current.rev + 1, shard: shardOf(current._id) },
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((name) => [name, ''])) }),
    ...(oldest === undefined ? {} : { $push: { outbox: { $each: unsent } }, $min: { outboxAt: oldest.at } }),
  } as unknown as mongo.UpdateFilter<Shape>;

  for (let attempt = 1; attempt <= attemptsToMakeRoom; attempt++) {
    const { matchedCount } = await collection.updateOne({ ...unmoved, ...withRoom }, change);
    if (matchedCount === 1) return 'updated';
    if ((await collection.countDocuments(unmoved, { limit: 1 })) === 0) return 'moved';
    if (!(await makeRoom(collection, unmoved, unsent.length))) break;
  }
  throw new OutboxFull(current._id);
};
