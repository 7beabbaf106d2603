import { afterAll, beforeAll } from '@jest/globals';
import { connectMongo, ensureIndexes } from '@genkan/mongo-kit';
import type { MongoConnection } from '@genkan/mongo-kit';
import { createLogger } from '@genkan/service-kit';
import { dropOwnDatabase, ownNames, testServers } from '@genkan/test-kit';
import { logEntryStoreContract } from './log-entry.store.contract.ts';
import { logEntryIndexes, mongoLogEntryStore } from './log-entry.store.mongo.ts';
import type { LogEntryDocument } from './log-entry.store.mongo.ts';

const { database } = ownNames();
let mongo: MongoConnection;

beforeAll(async () => {
  mongo = await connectMongo({ uri: testServers().mongodbUri, database, log: createLogger({ service: 'test', level: 'silent', instance: 'test' }) });
  await ensureIndexes(mongo.db, { log_entries: logEntryIndexes });
});

afterAll(async () => {
  await mongo.close();
  await dropOwnDatabase(database);
});

logEntryStoreContract(() => mongoLogEntryStore(mongo.collection<LogEntryDocument>('log_entries')));
