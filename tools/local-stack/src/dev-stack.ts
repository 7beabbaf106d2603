// Starts the servers alone, without Genkan, and writes how to reach them: `node src/dev-stack.ts <data folder>`.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startKafka } from './servers/kafka.ts';
import { startMongodb } from './servers/mongodb.ts';
import { startRedis } from './servers/redis.ts';

const dataDir = resolve(process.argv[2] ?? '.genkan/servers');
const log = (line: string) => console.log(line);
const [kafka, mongodb, redis] = await Promise.all([startKafka({ dataDir, log }), startMongodb({ dataDir, log }), startRedis({ dataDir, log })]);
await writeFile(
  `${dataDir}.env`,
  `export GENKAN_MONGODB_URI=${mongodb.url} GENKAN_KAFKA_BROKERS=${kafka.brokers} GENKAN_REDIS_URL=${redis.url}\n`,
);
log(`ready: source ${dataDir}.env`);
const stop = async () => {
  await Promise.all([kafka.stop(), mongodb.stop(), redis.stop()]);
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
