import { eventually, testServers } from '@genkan/test-kit';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLog, uniqueName } from '../testing/bus-rig.ts';
import type { BusRig } from '../testing/bus-rig.ts';
import { kafkaRig } from '../testing/kafka-rig.ts';
import { pauseMs } from '../within.ts';
import { createAdminAccess } from './admin.ts';
import { createClient } from './client.ts';
import { startMember } from './member.ts';

let rig: BusRig;
beforeAll(async () => {
  rig = await kafkaRig(testServers().kafkaBrokers);
}, 60_000);
afterAll(() => rig.close(), 60_000);

test('when a member leaves at any moment of its joining, then it does not stay in the group as a ghost', async () => {
  const kafka = createClient({ brokers: testServers().kafkaBrokers, clientId: 'kafka-kit-test', log: silentLog }, 'consuming');
  const admin = createAdminAccess(kafka);
  const group = uniqueName('ghost');
  const topic = uniqueName('ghost');
  await rig.makeTopic(topic);
  const options = { group, topics: [topic], fromBeginning: true, stuckAfterMs: 30_000, isPaused: () => false, onStuck: () => undefined };
  const left = Array.from({ length: 8 }, async (_, step) => {
    const member = startMember(kafka, options, async () => undefined);
    await pauseMs(step * 25, new AbortController().signal);
    await member.leave();
  });
  await Promise.all(left);
  await eventually(async () => {
    const { groups } = await admin.ask('the group', (client) => client.describeGroups([group]));
    expect(groups[0]?.members).toEqual([]);
  });
  await admin.close();
}, 60_000);
