import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../wait.ts';

/** Which process runs the stack of a data folder; kept in a file, so that `npm stop` finds it. */

const recordOf = (dataDir: string): string => join(dataDir, 'launcher.pid');
export const stackFile = (dataDir: string): string => join(dataDir, 'stack.json');

const isLauncher = async (pid: number): Promise<boolean> => {
  try {
    // A number may be given to another program later; only our own program counts.
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('local-stack');
  } catch {
    return false;
  }
};

/** The process that runs the stack now, if any. */
export const runningLauncher = async (dataDir: string): Promise<number | undefined> => {
  const pid = Number(await readFile(recordOf(dataDir), 'utf8').catch(() => ''));
  return pid > 0 && (await isLauncher(pid)) ? pid : undefined;
};

export const recordLauncher = async (dataDir: string): Promise<void> => {
  await mkdir(dataDir, { recursive: true });
  await writeFile(recordOf(dataDir), String(process.pid));
};

export const forgetLauncher = async (dataDir: string): Promise<void> => {
  await rm(stackFile(dataDir), { force: true });
  await rm(recordOf(dataDir), { force: true });
};

/** Asks the running stack to end and waits for it. Returns false when none runs. */
export const stopLauncher = async (dataDir: string): Promise<boolean> => {
  const pid = await runningLauncher(dataDir);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  try {
    await until('the running stack', 60_000, async () => !(await isLauncher(pid)));
  } catch {
    // Its servers end with it.
    process.kill(pid, 'SIGKILL');
  }
  return true;
};

const ours = [
  'kafka', 'mongodb', 'mongod', 'redis', 'smtp', 'attendance', 'pcs', 'log', 'secrets',
  'people.json', 'ports.json', 'stack.json', 'launcher.pid',
];

/** Deletes data, logs and secrets of a stack, and nothing else that lies in the folder. */
export const deleteData = async (dataDir: string): Promise<void> => {
  for (const entry of ours) await rm(join(dataDir, entry), { recursive: true, force: true });
};
