import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artefact, artefact, findJava } from '../java/artefact.ts';
import { classArchive } from '../java/class-archive.ts';
import { type Log, silent } from '../log.ts';
import { kafkaSources } from '../paths.ts';
import { freePort, keptPort } from '../ports.ts';
import { createTopics, serveTopics } from './kafka-topics.ts';
import { givenServer, type Server, startServer } from './server.ts';

export interface KafkaServer extends Server {
  /** Comma list of host:port, as GENKAN_KAFKA_BROKERS. */
  readonly brokers: string;
}

export interface KafkaOptions {
  readonly dataDir: string;
  readonly log?: Log;
  /** A given broker is used instead of a new one; default GENKAN_KAFKA_BROKERS, null forbids it. */
  readonly given?: string | null;
}

const jvm = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', '-XX:TieredStopAtLevel=1', '-Dlog4j2.StatusLogger.level=OFF'];

const brokerArguments = (built: Artefact, folder: string, port: number, controllerPort: number): string[] => [
  ...jvm,
  '-cp',
  built.classpath,
  'genkan.kafka.LocalKafka',
  join(kafkaSources, 'server.properties'),
  `log.dirs=${folder}`,
  `local.port=${port}`,
  `local.controllerPort=${controllerPort}`,
];

const saysReady = async (logFile: string): Promise<boolean> => (await readFile(logFile, 'utf8')).includes('READY');

/**
 * A Kafka 4.4 broker of its own (KRaft, one JVM) with every topic of `@genkan/contracts`; or the given
 * one, where missing topics are created.
 */
export const startKafka = async (options: KafkaOptions): Promise<KafkaServer> => {
  const { dataDir, log = silent } = options;
  const given = options.given === undefined ? process.env['GENKAN_KAFKA_BROKERS'] : options.given;
  if (given) {
    log(`Kafka: the given ${given}`);
    await createTopics(given);
    return { ...givenServer('kafka'), brokers: given };
  }
  const java = await findJava(log);
  const built = await artefact('kafka', kafkaSources, log);
  const training = async (folder: string) => brokerArguments(built, folder, await freePort(), await freePort());
  const archive = await classArchive('Kafka', built, java, training, saysReady, log);
  const folder = join(dataDir, 'kafka');
  await mkdir(folder, { recursive: true });
  const port = await keptPort(dataDir, 'kafka');
  const brokers = `127.0.0.1:${port}`;
  const server = await startServer({
    log,
    name: 'kafka',
    command: java.java,
    args: [...archive, ...brokerArguments(built, folder, port, await keptPort(dataDir, 'kafka-controller'))],
    env: java.env,
    logFile: join(dataDir, 'log', 'kafka.log'),
    readyWithinMs: 60_000,
    ready: async () => {
      await serveTopics(brokers);
      return true;
    },
  });
  return Object.assign(server, { brokers });
};
