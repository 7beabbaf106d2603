import mongoose from 'mongoose';
import type { mongo } from 'mongoose';
import type { Log } from '@genkan/kafka-kit';

/** The driver's types under mongoose, so that services need no second import. */
export type Db = mongo.Db;
export type Collection<Shape extends mongo.BSON.Document = mongo.BSON.Document> = mongo.Collection<Shape>;
export type IndexDescription = mongo.IndexDescription;

export interface MongoConnection {
  /** For mongoose models; hot paths use `collection`. */
  readonly connection: mongoose.Connection;
  readonly db: Db;
  collection<Shape extends mongo.BSON.Document>(name: string): Collection<Shape>;
  /** Rejects when the server does not answer within 2 s. */
  health(): Promise<void>;
  close(): Promise<void>;
}

export interface MongoOptions {
  readonly uri: string;
  readonly database: string;
  readonly log: Log;
}

/**
 * Every write is acknowledged by a majority and its journal, every read sees only such writes: what
 * we answered is still there after any one machine is lost.
 * @throws MongooseServerSelectionError when no server is found within 15 s.
 */
export const connectMongo = async ({ uri, database, log }: MongoOptions): Promise<MongoConnection> => {
  const connection = mongoose.createConnection(uri, {
    dbName: database,
    writeConcern: { w: 'majority', j: true, wtimeoutMS: 10_000 },
    readConcernLevel: 'majority',
    serverSelectionTimeoutMS: 15_000,
    socketTimeoutMS: 30_000,
    maxPoolSize: 50,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    // A field that is undefined is absent, not null.
    ignoreUndefined: true,
  });
  connection.on('error', (error: unknown) => log.warn({ err: error }, 'mongo connection error'));
  connection.on('disconnected', () => log.warn({ database }, 'mongo disconnected'));
  await connection.asPromise();
  const { db } = connection;
  if (db === undefined) throw new Error('mongoose connected without a database');

  return {
    connection,
    db,
    collection: (name) => db.collection(name),
    async health() {
      await db.command({ ping: 1 }, { timeoutMS: 2_000 });
    },
    async close() {
      await connection.close();
    },
  };
};
