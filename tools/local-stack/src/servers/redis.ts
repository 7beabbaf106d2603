import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { debianCommand } from '../debian.ts';
import { type Log, silent } from '../log.ts';
import { keptPort } from '../ports.ts';
import { givenServer, type Server, startServer } from './server.ts';

export interface RedisServer extends Server {
  readonly url: string;
}

export interface RedisOptions {
  readonly dataDir: string;
  readonly log?: Log;
  /** `always` makes every acknowledged write survive `kill -9`; `everysec` may lose one second. */
  readonly appendfsync?: 'always' | 'everysec';
  /** Name of data folder, port and log, for a second instance beside the first. */
  readonly name?: string;
  /** A given server is used instead of a new one; default GENKAN_REDIS_URL, null forbids it. */
  readonly given?: string | null;
}

const ping = async (port: number): Promise<boolean> => {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: null, enableReadyCheck: false, connectTimeout: 500 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
};

const configuration = (port: number, folder: string, appendfsync: string): string =>
  [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(folder)}`,
    'appendonly yes',
    `appendfsync ${appendfsync}`,
    'save ""',
    'daemonize no',
    'loglevel notice',
    '',
  ].join('\n');

/** Redis of the Debian package, with its own data folder and append-only file. */
export const startRedis = async (options: RedisOptions): Promise<RedisServer> => {
  const { dataDir, log = silent, appendfsync = 'everysec', name = 'redis' } = options;
  const given = options.given === undefined ? process.env['GENKAN_REDIS_URL'] : options.given;
  if (given) {
    log(`Redis: the given ${new URL(given).host}`);
    return { ...givenServer(name), url: given };
  }
  const command = await debianCommand('redis-server', ['redis-server'], log);
  const folder = join(dataDir, name);
  await mkdir(folder, { recursive: true });
  const port = await keptPort(dataDir, name);
  const file = join(folder, 'redis.conf');
  await writeFile(file, configuration(port, folder, appendfsync));
  const server = await startServer({
    log,
    name,
    command: command.path,
    args: [file],
    env: command.env,
    logFile: join(dataDir, 'log', `${name}.log`),
    readyWithinMs: 30_000,
    ready: () => ping(port),
  });
  return Object.assign(server, { url: `redis://127.0.0.1:${port}` });
};
