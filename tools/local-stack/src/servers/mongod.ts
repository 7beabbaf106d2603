import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Log, step } from '../log.ts';
import { cacheFolder } from '../paths.ts';
import { keptPort } from '../ports.ts';
import { isPrimary } from './mongodb-client.ts';
import { type Server, startServer } from './server.ts';

const replicaSet = 'genkan';

interface MongoBinary {
  getPath(options: { version: string; downloadDir: string }): Promise<string>;
}

const downloaded = async (log: Log): Promise<string | undefined> => {
  // Not a dependency: only whoever installs it (and may reach MongoDB's download site) gets the real server so.
  const packageName = 'mongodb-memory-server-core';
  try {
    const module = (await import(packageName)) as { MongoBinary: MongoBinary };
    return await step(log, 'Downloading MongoDB', () =>
      module.MongoBinary.getPath({ version: '8.0.4', downloadDir: join(cacheFolder, 'mongod') }),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') log(`MongoDB could not be downloaded: ${String(error)}`);
    return undefined;
  }
};

/** Path of a real `mongod`: on PATH, or downloaded by `mongodb-memory-server-core` where that is installed. */
export const findMongod = async (log: Log): Promise<string | undefined> => {
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find((path) => existsSync(path));
  return onPath ?? downloaded(log);
};

/** A real `mongod` as a replica set of one node. */
export const startMongod = async (command: string, dataDir: string, log: Log): Promise<Server & { readonly url: string }> => {
  const folder = join(dataDir, 'mongod');
  await mkdir(folder, { recursive: true });
  const port = await keptPort(dataDir, 'mongodb');
  const host = `127.0.0.1:${port}`;
  const server = await startServer({
    log,
    name: 'mongodb',
    command,
    args: ['--replSet', replicaSet, '--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--wiredTigerCacheSizeGB', '0.5'],
    logFile: join(dataDir, 'log', 'mongodb.log'),
    readyWithinMs: 60_000,
    ready: () => isPrimary(`mongodb://${host}/?directConnection=true`, replicaSet, host),
  });
  return Object.assign(server, { url: `mongodb://${host}/?replicaSet=${replicaSet}` });
};
