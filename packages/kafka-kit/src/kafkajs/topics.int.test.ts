import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testServers } from '@genkan/test-kit';
import type { Admin } from 'kafkajs';
import { silentLog, uniqueName } from '../testing/bus-rig.ts';
import { countTimers } from '../testing/timer-meter.ts';
import { createClient } from './client.ts';
import { createTopics, serveTopics, type WantedTopic } from './topics.ts';

describe('topics', () => {
  const client = { brokers: testServers().kafkaBrokers, clientId: 'kafka-kit-test-topics', log: silentLog };
  const first: WantedTopic = { name: uniqueName('first'), partitions: 3, config: { 'retention.ms': '3600000' } };
  const second: WantedTopic = { name: uniqueName('second'), partitions: 2, config: { 'cleanup.policy': 'compact' } };
  let admin: Admin;

  beforeAll(async () => {
    admin = createClient(client, 'publishing').admin();
    await admin.connect();
  }, 30_000);
  afterAll(async () => {
    await admin.deleteTopics({ topics: [first.name, second.name] });
    await admin.disconnect();
  }, 30_000);

  const partitionsOf = async (): Promise<Record<string, number>> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [first.name, second.name] });
    return Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]));
  };
  const configOf = async (topic: string, key: string): Promise<string | undefined> => {
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic }] });
    return resources[0]?.configEntries.find(({ configName }) => configName === key)?.configValue;
  };

  test('when topics are missing, then they are made as wanted, and those that are there stay as they are', async () => {
    await createTopics(client, [first]);
    await createTopics(client, [{ ...first, partitions: 7, config: {} }, second]);
    expect(await partitionsOf()).toEqual({ [first.name]: 3, [second.name]: 2 });
    expect(await configOf(first.name, 'retention.ms')).toBe('3600000');
    expect(await configOf(second.name, 'cleanup.policy')).toBe('compact');
  }, 30_000);

  test('when a broker is asked whether it serves, then no timer spins between question and answer', async () => {
    const { negative } = await countTimers(() => serveTopics(client, [first, second]));
    // Without request-queue-fix.ts it is some two dozen, and Node warns.
    expect(negative).toBe(0);
  }, 30_000);
});
