import { consumerGroups, deadLetterDays, deadLetterTopic, type Retention, topics } from '@genkan/contracts';
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';

const partitions = 3;
const dayMs = 86_400_000;

const configOf = (retention: Retention): { name: string; value: string }[] =>
  retention.kind === 'compacted'
    ? [{ name: 'cleanup.policy', value: 'compact' }]
    : [
        { name: 'cleanup.policy', value: 'delete' },
        { name: 'retention.ms', value: String(retention.days * dayMs) },
      ];

const wanted = (): ITopicConfig[] => [
  ...Object.values(topics).map(({ name, retention }) => ({ topic: name, numPartitions: partitions, configEntries: configOf(retention) })),
  ...consumerGroups.map((group) => ({
    topic: deadLetterTopic(group),
    numPartitions: partitions,
    configEntries: configOf({ kind: 'days', days: deadLetterDays }),
  })),
];

const withAdmin = async <Result>(brokers: string, use: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const kafka = new Kafka({
    clientId: 'genkan-local-stack',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 2, initialRetryTime: 50 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
};

const createMissing = async (admin: Admin): Promise<void> => {
  const present = new Set(await admin.listTopics());
  const missing = wanted().filter(({ topic }) => !present.has(topic));
  if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
};

/**
 * Creates the topics of `@genkan/contracts` that are missing; existing ones stay as they are.
 * @param brokers comma list of host:port
 * @throws kafkajs' error when the broker does not answer
 */
export const createTopics = (brokers: string): Promise<void> => withAdmin(brokers, createMissing);

/**
 * Creates missing topics and asks every partition for its end: a broker that has just started
 * listens before it leads its partitions again.
 * @throws kafkajs' error while a partition is not served
 */
export const serveTopics = (brokers: string): Promise<void> =>
  withAdmin(brokers, async (admin) => {
    await createMissing(admin);
    await Promise.all(wanted().map(({ topic }) => admin.fetchTopicOffsets(topic)));
  });
