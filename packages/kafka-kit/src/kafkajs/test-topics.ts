import { createClient } from './client.ts';

export interface TestTopics {
  make(name: string): Promise<void>;
  removeAll(): Promise<void>;
}

/** Makes topics for tests; processes never do, theirs are made from `contracts/topics.ts`. */
export const createTestTopics = async (brokers: readonly string[]): Promise<TestTopics> => {
  const admin = createClient({ brokers, clientId: 'kafka-kit-test-topics' }).admin();
  await admin.connect();
  const made: string[] = [];
  return {
    async make(name) {
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic: name, numPartitions: 3, replicationFactor: 1 }] });
      made.push(name);
    },
    async removeAll() {
      if (made.length > 0) await admin.deleteTopics({ topics: made });
      await admin.disconnect();
    },
  };
};
