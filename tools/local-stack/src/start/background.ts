import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartOptions } from './options.ts';

/** What the detached program says: a line for people, or that everything is ready. */
export type FromLauncher = { readonly line: string } | { readonly ready: true };

/**
 * Starts the same program detached, passes on what it says until everything is ready, and leaves it
 * running. The exit code is 1 when it ends before that.
 */
export const startInBackground = async ({ dataDir, gateways, pcs, speed }: StartOptions): Promise<void> => {
  await mkdir(join(dataDir, 'log'), { recursive: true });
  const logFile = join(dataDir, 'log', 'launcher.log');
  const log = await open(logFile, 'a');
  const main = join(import.meta.dirname, 'main.ts');
  const args = ['--detached', '--data', dataDir, '--gateways', String(gateways), '--pcs', String(pcs), '--speed', String(speed)];
  const child = spawn(process.execPath, [...process.execArgv, main, ...args], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  const ready = await new Promise<boolean>((resolve) => {
    child.on('message', (message: FromLauncher) => {
      if ('line' in message) console.log(message.line);
      else resolve(true);
    });
    child.once('exit', () => resolve(false));
  });
  if (child.connected) child.disconnect();
  await log.close();
  child.unref();
  if (ready) process.exit(0);
  console.error(`Genkan did not start; see ${logFile}`);
  process.exit(1);
};
