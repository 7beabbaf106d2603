import type { Db, IndexDescription } from './connection.ts';

/** Creates what is missing; an index that exists with other options is an error, never a silent drop. */
export const ensureIndexes = async (db: Db, wanted: Readonly<Record<string, readonly IndexDescription[]>>): Promise<void> => {
  for (const [collection, indexes] of Object.entries(wanted)) {
    if (indexes.length > 0) await db.collection(collection).createIndexes([...indexes]);
  }
};
