import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@genkan/local-stack';
import { expect, test } from '@jest/globals';
import { uniqueName } from '../testing/bus-rig.ts';
import { kafkaRig } from '../testing/kafka-rig.ts';
import { runOutage } from '../testing/outage.ts';
import { until } from '../testing/until.ts';

const takesConnections = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const [host = '', port] = address.split(':');
    const socket = connect(Number(port), host);
    const answer = (isOpen: boolean) => () => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });

/** How long the broker is gone; a shorter outage proves less, because the patience of kafkajs matters only on long ones. */
const outageMs = Number(process.env['GENKAN_TEST_OUTAGE_MS'] ?? 60_000);

test('when the broker is killed and comes back, then nothing acknowledged is lost, order is kept, and both sides recover by themselves', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'genkan-outage-'));
  const kafka = await startKafka({ dataDir, given: null });
  let restarted = Promise.resolve();
  try {
    const rig = await kafkaRig(kafka.brokers.split(','));
    const topic = uniqueName('outage');
    await rig.makeTopic(topic);
    const report = await runOutage({
      publisher: await rig.newBus(),
      members: [await rig.newBus(), await rig.newBus()],
      topic,
      group: uniqueName('outage-group'),
      publishers: 8,
      takeDown: () => kafka.kill(),
      bringBack: async () => {
        restarted = kafka.restart();
        await until(() => takesConnections(kafka.brokers));
      },
      outageMs,
    });
    expect(report).toMatchObject({ lost: [], disordered: [], refused: 0 });
    expect(report.publishRecoveryMs).toBeLessThan(15_000);
    expect(report.consumeRecoveryMs).toBeLessThan(30_000);
    await restarted;
    await rig.close();
  } finally {
    await kafka.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, outageMs + 180_000);
