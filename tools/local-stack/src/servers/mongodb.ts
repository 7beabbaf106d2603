import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artefact, artefact, findJava } from '../java/artefact.ts';
import { classArchive } from '../java/class-archive.ts';
import { type Log, silent } from '../log.ts';
import { standinSources } from '../paths.ts';
import { freePort, keptPort } from '../ports.ts';
import { readFile } from 'node:fs/promises';
import mongoose from 'mongoose';
import { givenServer, type Server, startServer } from './server.ts';

export type MongodbEngine = 'given' | 'mongod' | 'stand-in';

export interface MongodbServer extends Server {
  readonly url: string;
  readonly engine: MongodbEngine;
}

export interface MongodbOptions {
  readonly dataDir: string;
  readonly log?: Log;
  /** Heap of the stand-in; about 5 GB per million documents with three indexes. */
  readonly heap?: string;
  /** A given server is used instead of a new one; default GENKAN_MONGODB_URI, null forbids it. */
  readonly given?: string | null;
}

const answersHello = async (url: string): Promise<boolean> => {
  const client = new mongoose.mongo.MongoClient(url, { serverSelectionTimeoutMS: 500, connectTimeoutMS: 500 });
  try {
    await client.db('admin').command({ hello: 1 });
    return true;
  } finally {
    await client.close();
  }
};

const standinArguments = (built: Artefact, folder: string, port: number, heap: string): string[] => [
  `-Xmx${heap}`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=4',
  `-Ddir=${folder}`,
  '-Doplog=true',
  `-Dport=${port}`,
  '-cp',
  built.classpath,
  'de.bwaldvogel.mongo.backend.Standin',
];

const saysReady = async (logFile: string): Promise<boolean> => (await readFile(logFile, 'utf8')).includes('listening');

const startStandin = async (dataDir: string, heap: string, log: Log): Promise<MongodbServer> => {
  const java = await findJava(log);
  const built = await artefact('mongodb-standin', standinSources, log);
  const training = async (folder: string) => standinArguments(built, folder, await freePort(), heap);
  const archive = await classArchive('the MongoDB stand-in', built, java, training, saysReady, log);
  const folder = join(dataDir, 'mongodb');
  await mkdir(folder, { recursive: true });
  const port = await keptPort(dataDir, 'mongodb');
  const url = `mongodb://127.0.0.1:${port}`;
  const server = await startServer({
    name: 'mongodb',
    command: java.java,
    args: [...archive, ...standinArguments(built, folder, port, heap)],
    env: java.env,
    logFile: join(dataDir, 'log', 'mongodb.log'),
    readyWithinMs: 60_000,
    ready: () => answersHello(url),
  });
  return Object.assign(server, { url, engine: 'stand-in' as const });
};

/** MongoDB: the first that there is of a given server and the stand-in. */
export const startMongodb = async (options: MongodbOptions): Promise<MongodbServer> => {
  const { dataDir, log = silent, heap = '1g' } = options;
  const given = options.given === undefined ? process.env['GENKAN_MONGODB_URI'] : options.given;
  if (given) return { ...givenServer('mongodb'), url: given, engine: 'given' };
  return startStandin(dataDir, heap, log);
};
