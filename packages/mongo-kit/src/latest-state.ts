import type { mongo } from 'mongoose';
import type { Collection } from './connection.ts';
import { isDuplicateId } from './errors.ts';

export interface ApplyIfNewerOptions {
  /** The field that remembers the version; a document fed by several topics has one for each. Default `version`. */
  readonly versionField?: string;
  /** Fields to remove with the same write. */
  readonly unset?: readonly string[];
  /** Fields written only when the document comes into being. */
  readonly setOnInsert?: Readonly<Record<string, unknown>>;
}

/**
 * Applies a state record to a consumer's own copy, unless a newer or the same one is there already:
 * whatever the order or number of deliveries, the newest state stays.
 * @param version of the record; for a removal too, so that an older state cannot bring it back
 * @returns whether the record changed anything
 */
export const applyIfNewer = async <Shape extends mongo.BSON.Document & { _id: string }>(
  collection: Collection<Shape>,
  id: string,
  version: number,
  set: Partial<Omit<Shape, '_id'>>,
  { versionField = 'version', unset = [], setOnInsert = {} }: ApplyIfNewerOptions = {},
): Promise<'applied' | 'older'> => {
  const values = { ...set, [versionField]: version };
  const update = {
    $set: values,
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset.map((name) => [name, ''])) }),
  } as unknown as mongo.UpdateFilter<Shape>;
  const isOlder = {
    _id: id,
    $or: [{ [versionField]: { $lt: version } }, { [versionField]: { $exists: false } }],
  } as unknown as mongo.Filter<Shape>;
  const replaceOlder = async (): Promise<boolean> => (await collection.updateOne(isOlder, update)).matchedCount === 1;

  if (await replaceOlder()) return 'applied';
  try {
    await collection.insertOne({ ...setOnInsert, ...values, _id: id } as unknown as mongo.OptionalUnlessRequiredId<Shape>);
    return 'applied';
  } catch (error) {
    if (!isDuplicateId(error)) throw error;
  }
  // It is there: either it was and is not older, or another consumer inserted it just now.
  return (await replaceOlder()) ? 'applied' : 'older';
};
