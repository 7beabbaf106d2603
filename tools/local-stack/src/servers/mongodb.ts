import { type Log, silent } from '../log.ts';
import { findMongod, startMongod } from './mongod.ts';
import { startStandin } from './mongodb-standin.ts';
import { givenServer, type Server } from './server.ts';

export type MongodbEngine = 'given' | 'mongod' | 'stand-in';

export interface MongodbServer extends Server {
  /** As GENKAN_MONGODB_URI. */
  readonly url: string;
  readonly engine: MongodbEngine;
}

export interface MongodbOptions {
  readonly dataDir: string;
  readonly log?: Log;
  /** Heap of the stand-in, such as `1g`. */
  readonly heap?: string;
  /** A given server is used instead of a new one; default GENKAN_MONGODB_URI, null forbids it. */
  readonly given?: string | null;
  /** Take this engine instead of the first that there is. */
  readonly engine?: 'stand-in';
}

/** MongoDB: the first that there is of the given server, a real `mongod`, and the stand-in. */
export const startMongodb = async (options: MongodbOptions): Promise<MongodbServer> => {
  const { dataDir, log = silent, heap = '1g' } = options;
  const given = options.given === undefined ? process.env['GENKAN_MONGODB_URI'] : options.given;
  if (given) {
    log('MongoDB: the given server');
    return { ...givenServer('mongodb'), url: given, engine: 'given' };
  }
  const mongod = options.engine === 'stand-in' ? undefined : await findMongod(log);
  if (mongod !== undefined) {
    log(`MongoDB: ${mongod}`);
    return Object.assign(await startMongod(mongod, dataDir, log), { engine: 'mongod' as const });
  }
  log('MongoDB: the stand-in (for development and tests only)');
  return Object.assign(await startStandin(dataDir, heap, log), { engine: 'stand-in' as const });
};
