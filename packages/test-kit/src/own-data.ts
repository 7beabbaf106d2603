import { newId } from '@genkan/service-kit';
import type { Redis } from 'ioredis';
import { testServers } from './config.ts';

/** Names that no other test has, on servers that are shared and never empty. */
export interface OwnNames {
  /** Last part of all names; also fit for `GENKAN_CONSUMER_GROUP_SUFFIX`. */
  suffix: string;
  companyId: string;
  /** `genkan_test_…`, fit for `GENKAN_MONGODB_DATABASE`. */
  database: string;
  group(base: string): string;
}

export function ownNames(): OwnNames {
  const suffix = newId().toLowerCase();
  return { suffix, companyId: newId(), database: `genkan_test_${suffix}`, group: (base) => `${base}.${suffix}` };
}

/** Drops a database of `ownNames` on the test server; refuses any other. */
export async function dropOwnDatabase(database: string): Promise<void> {
  if (!database.startsWith('genkan_test_')) throw new Error(`"${database}" is not a test's own database.`);
  // Loaded here only, so that unit tests which use the kit need not wait for it.
  const { createConnection } = await import('mongoose');
  const connection = await createConnection(testServers().mongodbUri, { dbName: database, serverSelectionTimeoutMS: 5_000 }).asPromise();
  try {
    await connection.dropDatabase();
  } finally {
    await connection.close();
  }
}

/** Deletes the keys whose name contains `part` (a company id, a suffix): what one test left in a shared Redis. */
export async function deleteOwnKeys(redis: Redis, part: string): Promise<void> {
  if (part.length < 20) throw new Error('Only keys of a unique name are deleted.');
  for await (const keys of redis.scanStream({ match: `*${part}*`, count: 500 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
}
