import type { Admin } from 'kafkajs';
import { pauseMs } from '../within.ts';
import { createClient, type ClientOptions } from './client.ts';

/** A topic as it is wanted; `config` in the broker's words, such as `retention.ms`. */
export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

const withAdmin = async (client: ClientOptions, use: (admin: Admin) => Promise<void>): Promise<void> => {
  const admin = createClient(client, 'publishing').admin();
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.disconnect();
  }
};

/** `waitForLeaders` of kafkajs takes for an error that a new topic is unknown to the broker for a moment. */
const known = async (admin: Admin, topics: string[]): Promise<void> => {
  const giveUp = AbortSignal.timeout(10_000);
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics });
      return;
    } catch (error) {
      if (giveUp.aborted) throw error;
      await pauseMs(50, giveUp);
    }
  }
};

export const createMissing = async (admin: Admin, wanted: readonly WantedTopic[]): Promise<void> => {
  const present = new Set(await admin.listTopics());
  const missing = wanted.filter(({ name }) => !present.has(name));
  if (missing.length === 0) return;
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map(({ name, partitions, config }) => ({
      topic: name,
      numPartitions: partitions,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
  });
  await known(admin, missing.map(({ name }) => name));
};

/**
 * Creates the topics that are missing; existing ones stay as they are. For whoever sets up brokers: the
 * processes of Genkan find their topics.
 * @throws kafkajs' error when the brokers do not answer
 */
export const createTopics = (client: ClientOptions, wanted: readonly WantedTopic[]): Promise<void> =>
  withAdmin(client, (admin) => createMissing(admin, wanted));

/**
 * Creates missing topics and asks every partition for its end: a broker that has just started listens
 * before it leads its partitions again.
 * @throws kafkajs' error while a partition is not served
 */
export const serveTopics = (client: ClientOptions, wanted: readonly WantedTopic[]): Promise<void> =>
  withAdmin(client, async (admin) => {
    await createMissing(admin, wanted);
    await Promise.all(wanted.map(({ name }) => admin.fetchTopicOffsets(name)));
  });
