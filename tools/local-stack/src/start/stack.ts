import { provision } from '../demo/provision.ts';
import { startGenkan } from '../genkan/genkan.ts';
import { type Log, step } from '../log.ts';
import { startServers } from '../servers/index.ts';
import type { StartOptions } from './options.ts';
import { startPcs } from './pcs.ts';
import { describeStack, type StackFile, writeStackFile } from './stack-file.ts';

export interface RunningStack {
  readonly file: StackFile;
  stop(): Promise<void>;
}

/** Brings up servers, processes, demo company and PCs in this order; ends what runs when one of them fails. */
export const startStack = async (options: StartOptions, log: Log): Promise<RunningStack> => {
  const { dataDir } = options;
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (let last = running.pop(); last !== undefined; last = running.pop()) await last.stop();
  };
  try {
    const servers = await step(log, 'Starting Kafka, MongoDB, Redis and the mail catcher', () => startServers({ dataDir, log }));
    running.push(servers);
    const genkan = await step(log, 'Starting Genkan', () => startGenkan({ servers, dataDir, log, gateways: options.gateways }));
    running.push(genkan);
    const demo = await step(log, 'Preparing the demo company', () => provision({ genkan, dataDir, log }));
    const file = describeStack({ servers, genkan, demo });
    await writeStackFile(dataDir, file);
    running.push(await startPcs({ demo, dataDir, log, count: options.pcs, speed: options.speed }));
    return { file, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
