import { silentLog } from '../testing/bus-rig.ts';
import { until } from '../testing/until.ts';
import { createClient } from './client.ts';

export interface TestTopics {
  make(name: string): Promise<void>;
  removeAll(): Promise<void>;
}

/** Makes topics for tests; processes never do, theirs are made from `contracts/topics.ts`. */
export const createTestTopics = async (brokers: readonly string[]): Promise<TestTopics> => {
  const admin = createClient({ brokers, clientId: 'kafka-kit-test-topics', log: silentLog }, 'publishing').admin();
  await admin.connect();
  const made: string[] = [];
  return {
    async make(name) {
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic: name, numPartitions: 3, replicationFactor: 1 }] });
      made.push(name);
      // A new topic is unknown to the broker for a moment, which `waitForLeaders` takes for an error.
      await until(() => admin.fetchTopicMetadata({ topics: [name] }).then(() => true, () => false));
    },
    async removeAll() {
      if (made.length > 0) await admin.deleteTopics({ topics: made });
      await admin.disconnect();
    },
  };
};
