import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artefact, artefact, findJava } from '../java/artefact.ts';
import { classArchive } from '../java/class-archive.ts';
import type { Log } from '../log.ts';
import { standinSources } from '../paths.ts';
import { freePort, keptPort } from '../ports.ts';
import { answersHello } from './mongodb-client.ts';
import { type Server, startServer } from './server.ts';

const standinArguments = (built: Artefact, folder: string, port: number, heap: string): string[] => [
  `-Xmx${heap}`,
  '-XX:+UseSerialGC',
  // Half dead it would hang; dead it is started again.
  '-XX:+ExitOnOutOfMemoryError',
  '-cp',
  built.classpath,
  'genkan.standin.Main',
  `dir=${folder}`,
  `port=${port}`,
];

const saysReady = async (logFile: string): Promise<boolean> => (await readFile(logFile, 'utf8')).includes('READY');

/**
 * The wire-compatible stand-in for MongoDB: for development and tests only (README, "MongoDB").
 * @param heap JVM size such as `1g`; about 3.5 GB are needed per million documents with three indexes
 */
export const startStandin = async (dataDir: string, heap: string, log: Log): Promise<Server & { readonly url: string }> => {
  const java = await findJava(log);
  const built = await artefact('mongodb-standin', standinSources, log);
  const training = async (folder: string) => standinArguments(built, folder, await freePort(), heap);
  const archive = await classArchive('the MongoDB stand-in', built, java, training, saysReady, log);
  const folder = join(dataDir, 'mongodb');
  await mkdir(folder, { recursive: true });
  const port = await keptPort(dataDir, 'mongodb');
  const url = `mongodb://127.0.0.1:${port}`;
  const server = await startServer({
    log,
    name: 'mongodb',
    command: java.java,
    args: [...archive, ...standinArguments(built, folder, port, heap)],
    env: java.env,
    logFile: join(dataDir, 'log', 'mongodb.log'),
    readyWithinMs: 60_000,
    ready: () => answersHello(url),
  });
  return Object.assign(server, { url });
};
