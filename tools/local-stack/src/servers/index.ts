import { type Log, silent } from '../log.ts';
import { type KafkaServer, startKafka } from './kafka.ts';
import { type MongodbServer, startMongodb } from './mongodb.ts';
import { type RedisServer, startRedis } from './redis.ts';
import type { Server } from './server.ts';
import { type SmtpServer, startSmtp } from './smtp.ts';

export interface ServersOptions {
  /** Folder of data, logs and kept ports; one stack per folder. */
  readonly dataDir: string;
  readonly log?: Log;
  /** Take servers of GENKAN_* addresses where given (default); false always starts own ones. */
  readonly useGiven?: boolean;
  /** Whether the mail catcher runs (default true). */
  readonly smtp?: boolean;
  readonly redisAppendfsync?: 'always' | 'everysec';
  readonly mongodbHeap?: string;
}

export interface Servers {
  /** The GENKAN_* addresses that every process needs. */
  readonly env: Readonly<{ GENKAN_MONGODB_URI: string; GENKAN_KAFKA_BROKERS: string; GENKAN_REDIS_URL: string }>;
  readonly kafka: KafkaServer;
  readonly mongodb: MongodbServer;
  readonly redis: RedisServer;
  readonly smtp: SmtpServer | undefined;
  stop(): Promise<void>;
}

const stopAll = async (servers: readonly (Server | undefined)[]): Promise<void> => {
  await Promise.all(servers.map(async (server) => server?.stop()));
};

/**
 * Starts Kafka, MongoDB, Redis and the mail catcher side by side, each with its own data and log.
 * @throws the first problem; nothing is left running then
 */
export const startServers = async (options: ServersOptions): Promise<Servers> => {
  const { dataDir, log = silent } = options;
  const given = options.useGiven === false ? { given: null } : {};
  const starting = [
    startKafka({ dataDir, log, ...given }),
    startMongodb({ dataDir, log, ...given, ...(options.mongodbHeap === undefined ? {} : { heap: options.mongodbHeap }) }),
    startRedis({ dataDir, log, ...given, ...(options.redisAppendfsync === undefined ? {} : { appendfsync: options.redisAppendfsync }) }),
    options.smtp === false ? Promise.resolve(undefined) : startSmtp({ dataDir, log }),
  ] as const;
  try {
    const [kafka, mongodb, redis, smtp] = await Promise.all(starting);
    return {
      env: { GENKAN_MONGODB_URI: mongodb.url, GENKAN_KAFKA_BROKERS: kafka.brokers, GENKAN_REDIS_URL: redis.url },
      kafka,
      mongodb,
      redis,
      smtp,
      stop: () => stopAll([kafka, mongodb, redis, smtp]),
    };
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    await stopAll(settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined)));
    throw error;
  }
};
