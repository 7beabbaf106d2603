import { ownNames, testServers } from '@genkan/test-kit';
import { silentLog } from '@genkan/kafka-kit/testing';
import { connectMongo } from '../connection.ts';
import type { MongoConnection } from '../connection.ts';
import { ensureIndexes } from '../indexes.ts';
import { outboxIndexes } from '../outbox.ts';

/** A database that only this test knows, with an indexed collection `things`. */
export const ownDatabase = async (): Promise<{ readonly mongo: MongoConnection; readonly drop: () => Promise<void> }> => {
  const mongo = await connectMongo({ uri: testServers().mongodbUri, database: ownNames().database, log: silentLog });
  await ensureIndexes(mongo.db, { things: outboxIndexes });
  return {
    mongo,
    drop: async () => {
      await mongo.db.dropDatabase();
      await mongo.close();
    },
  };
};
