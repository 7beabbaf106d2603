import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { until } from './wait.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const tryTake = async (file: string): Promise<boolean> => {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(file, 'utf8').catch(() => '0'));
  if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
  return false;
};

/** Runs `work` while no other process runs under the same lock file; a dead owner's lock is taken over. */
export const withLock = async <Result>(file: string, work: () => Promise<Result>): Promise<Result> => {
  await mkdir(dirname(file), { recursive: true });
  await until(`lock ${file}`, 600_000, () => tryTake(file));
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};
