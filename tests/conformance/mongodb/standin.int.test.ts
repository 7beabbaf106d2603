// What holds for the local stand-in alone: how it keeps data, and that it refuses loudly what it lacks.
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type MongodbServer, startMongodb } from '@genkan/local-stack';
import mongoose from 'mongoose';

let dataDir: string;
let server: MongodbServer;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'genkan-standin-'));
  server = await startMongodb({ dataDir, given: null, engine: 'stand-in', heap: '256m' });
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const connect = () => mongoose.createConnection(server.url, { dbName: 'kept', writeConcern: { w: 'majority', j: true }, serverSelectionTimeoutMS: 5_000 }).asPromise();
interface Write {
  _id: string;
  n: number;
  old?: boolean;
}

/** Writes with 20 writers until the server is killed; returns the ids whose writes were acknowledged. */
const writeUntilKilled = async (round: number, forMs: number): Promise<string[]> => {
  const connection = await connect();
  const writes = connection.collection<Write>('writes');
  const acknowledged: string[] = [];
  let killed = false;
  const writer = async (name: number): Promise<void> => {
    for (let n = 0; !killed; n += 1) {
      const _id = `${round}-${name}-${n}`;
      try {
        await writes.insertOne({ _id, n });
        acknowledged.push(_id);
      } catch (error) {
        if (!killed) throw error;
      }
    }
  };
  const timer = setTimeout(() => {
    killed = true;
    void server.kill();
  }, forMs);
  await Promise.all(Array.from({ length: 20 }, (_, name) => writer(name)));
  clearTimeout(timer);
  await connection.close(true);
  return acknowledged;
};

test('when the stand-in is killed while writers write, twice, then every acknowledged write is there', async () => {
  const acknowledged: string[] = [];
  for (const round of [1, 2]) {
    acknowledged.push(...(await writeUntilKilled(round, 1_500)));
    await server.restart();
  }
  expect(acknowledged.length).toBeGreaterThan(200);
  const connection = await connect();
  const present = new Set((await connection.collection<Write>('writes').find({}).toArray()).map(({ _id }) => _id));
  await connection.close();
  expect(acknowledged.filter((id) => !present.has(id))).toEqual([]);
}, 60_000);

test('when it is started again, then indexes, changes and removals are as they were', async () => {
  const before = await connect();
  const kept = before.collection<Write>('changed');
  await kept.createIndex({ n: 1 }, { unique: true, partialFilterExpression: { old: true } });
  await kept.insertMany([{ _id: '1', n: 1 }, { _id: '2', n: 2, old: true }, { _id: '3', n: 3 }]);
  await kept.updateOne({ _id: '1' }, { $set: { n: 10 } });
  await kept.deleteOne({ _id: '3' });
  await before.collection('gone').insertOne({ n: 1 });
  await before.dropCollection('gone');
  await before.close();
  await server.kill();
  await server.restart();
  const after = await connect();
  const found = after.collection<Write>('changed');
  expect(await found.find({}).sort({ _id: 1 }).toArray()).toEqual([{ _id: '1', n: 10 }, { _id: '2', n: 2, old: true }]);
  await expect(found.insertOne({ _id: '4', n: 2, old: true })).rejects.toMatchObject({ code: 11000 });
  expect((await after.listCollections()).map(({ name }) => name)).not.toContain('gone');
  await after.close();
}, 30_000);

test('when the end of its journal is torn, then it starts with everything before the tear', async () => {
  const journal = join(dataDir, 'mongodb', 'journal.bson');
  const before = await connect();
  await before.collection<Write>('torn').insertOne({ _id: '1', n: 1 });
  await before.close();
  await server.kill();
  const whole = (await stat(journal)).size;
  await appendFile(journal, Buffer.from([80, 0, 0, 0, 2, 111, 112]));
  await server.restart();
  expect((await stat(journal)).size).toBe(whole);
  const after = await connect();
  expect(await after.collection<Write>('torn').countDocuments({})).toBe(1);
  await after.collection<Write>('torn').insertOne({ _id: '2', n: 2 });
  await after.close();
}, 30_000);

test.each([
  ['collations', (db: mongoose.mongo.Db) => db.collection('a').findOne({}, { collation: { locale: 'ja' } })],
  ['text indexes', (db: mongoose.mongo.Db) => db.collection('a').createIndex({ a: 'text' })],
  ['validators', (db: mongoose.mongo.Db) => db.createCollection('b', { validator: { a: 1 } })],
  ['change streams', (db: mongoose.mongo.Db) => db.collection('a').watch().next()],
  ['transactions', (db: mongoose.mongo.Db) => db.client.withSession((session) => session.withTransaction(() => db.collection('a').insertOne({ n: 1 }, { session })))],
])('when %s are asked for, then the stand-in refuses instead of doing something else', async (_name, call) => {
  const connection = await connect();
  await expect(call(connection.db!)).rejects.toThrow(/stand-in/);
  await connection.close();
});
