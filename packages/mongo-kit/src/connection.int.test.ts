import { ownNames, testServers } from '@genkan/test-kit';
import { silentLog } from '@genkan/kafka-kit/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connectMongo } from './connection.ts';
import type { MongoConnection } from './connection.ts';
import { ensureIndexes } from './indexes.ts';

jest.setTimeout(60_000);

describe('the connection', () => {
  let mongo: MongoConnection;

  beforeAll(async () => {
    mongo = await connectMongo({ uri: testServers().mongodbUri, database: ownNames().database, log: silentLog });
  });
  afterAll(async () => {
    await mongo.db.dropDatabase();
    await mongo.close();
  });

  test('when something is written, then a majority and the journal have it before the answer', () => {
    expect(mongo.collection('any').writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(mongo.collection('any').readConcern).toMatchObject({ level: 'majority' });
  });

  test('when a field is undefined, then it is absent', async () => {
    await mongo.collection('any').insertOne({ present: 1, absent: undefined });
    expect(await mongo.collection('any').findOne({ absent: { $exists: true } })).toBeNull();
  });

  test('when indexes are ensured twice, then they are there once; with other options, then that is an error', async () => {
    const index = { key: { companyId: 1, at: -1 } as const, name: 'by_time' };
    await ensureIndexes(mongo.db, { log: [index] });
    await ensureIndexes(mongo.db, { log: [index], none: [] });
    expect((await mongo.db.collection('log').indexes()).map(({ name }) => name)).toEqual(['_id_', 'by_time']);
    await expect(ensureIndexes(mongo.db, { log: [{ ...index, unique: true }] })).rejects.toThrow();
  });

  test('when the server is there, then it is healthy; after close, then it is not', async () => {
    const other = await connectMongo({ uri: testServers().mongodbUri, database: ownNames().database, log: silentLog });
    await other.health();
    await other.close();
    await expect(other.health()).rejects.toThrow();
  });
});
