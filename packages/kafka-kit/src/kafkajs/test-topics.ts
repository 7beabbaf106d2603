import { silentLog } from '../testing/bus-rig.ts';
import { createClient } from './client.ts';
import { createMissing } from './topics.ts';

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
      made.push(name);
      await createMissing(admin, [{ name, partitions: 3, config: {} }]);
    },
    async removeAll() {
      if (made.length > 0) await admin.deleteTopics({ topics: made });
      await admin.disconnect();
    },
  };
};
