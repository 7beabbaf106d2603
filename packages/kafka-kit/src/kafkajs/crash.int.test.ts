import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { eventually, testServers } from '@genkan/test-kit';
import { plainMessage, uniqueName } from '../testing/bus-rig.ts';
import { kafkaRig } from '../testing/kafka-rig.ts';

const program = fileURLToPath(new URL('../testing/crashing-consumer.ts', import.meta.url));
const messages = 800;
const kills = 3;

test('when a consumer process is killed again and again, then no commit passes an effect and every message has one', async () => {
  const brokers = testServers().kafkaBrokers;
  const rig = await kafkaRig(brokers);
  const bus = await rig.newBus();
  const folder = await mkdtemp(join(tmpdir(), 'genkan-crash-'));
  const file = join(folder, 'effects');
  const topic = uniqueName('crash');
  const group = uniqueName('crash-group');
  await rig.makeTopic(topic);
  await writeFile(file, '');
  await bus.publish(Array.from({ length: messages }, (_, index) => plainMessage(topic, `key-${index % 50}`, String(index))));

  const effects = async (): Promise<{ partition: number; offset: bigint; text: string }[]> =>
    (await readFile(file, 'utf8')).trimEnd().split('\n').filter((line) => line !== '').map((line) => {
      const [partition, offset, text = ''] = line.split(' ');
      return { partition: Number(partition), offset: BigInt(offset ?? 0), text };
    });
  const start = (): ChildProcess => spawn(process.execPath, [program, brokers.join(','), topic, group, file], { stdio: 'ignore' });

  let child = start();
  try {
    for (let kill = 0; kill < kills; kill++) {
      const before = (await effects()).length;
      // At a different moment of its work each time; a killed member's session takes 10 s to end.
      await eventually(async () => expect((await effects()).length).toBeGreaterThan(before + 10 + kill * 17), { withinMs: 40_000, everyMs: 1 });
      child.kill('SIGKILL');
      await once(child, 'exit');
      const done = new Set((await effects()).map(({ partition, offset }) => `${partition}/${offset}`));
      for (const { partition, offset } of await bus.committed(group, topic)) {
        for (let earlier = 0n; earlier < offset; earlier += 1n) expect(done).toContain(`${partition}/${earlier}`);
      }
      child = start();
    }
    await eventually(async () => expect(new Set((await effects()).map(({ text }) => text)).size).toBe(messages), { withinMs: 60_000 });
  } finally {
    child.kill('SIGKILL');
    await rig.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 400_000);
