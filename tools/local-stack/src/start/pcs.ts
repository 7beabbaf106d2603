import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import type { Demo } from '../demo/provision.ts';
import type { Log } from '../log.ts';
import { repositoryFolder } from '../paths.ts';
import { supervise } from '../supervisor.ts';
import { stackFile } from './launcher.ts';

export interface PcsOptions {
  readonly demo: Demo;
  readonly dataDir: string;
  readonly log: Log;
  readonly count: number;
  /** Simulated seconds per second while behind the real time. */
  readonly speed: number;
}

/** A person at a simulated PC, as tools/pc-simulator reads it. */
interface Person {
  readonly userId: string;
  readonly employeeCode: string;
  readonly activationCode: string;
  readonly windowsUser: string;
}

const readJson = async <Shape>(file: string, otherwise: Shape): Promise<Shape> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Shape;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
};

/** Whoever has not tied his account yet gets a new activation code: the one before may have expired. */
const handOverPeople = async ({ demo, dataDir, count }: PcsOptions, folder: string): Promise<void> => {
  const file = join(dataDir, 'people.json');
  const before = await readJson<Person[]>(file, []);
  const { people: lives } = await readJson<{ people: Record<string, { prepared: boolean }> }>(join(folder, 'live.json'), { people: {} });
  const people: Person[] = [];
  for (const { userId, employeeCode } of demo.otpUsers.slice(0, count)) {
    const windowsUser = `user${employeeCode}`;
    const known = before.find((person) => person.windowsUser === windowsUser && lives[windowsUser]?.prepared === true);
    people.push(known ?? { userId, employeeCode, windowsUser, activationCode: await demo.activationCode(userId) });
  }
  await writeFile(`${file}.new`, JSON.stringify(people, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
};

/** Simulated PCs that live working days with the real agent; the stack file must be there. */
export const startPcs = async (options: PcsOptions): Promise<{ stop(): Promise<void> }> => {
  const { dataDir, log, count, speed } = options;
  if (count === 0) return { stop: async () => undefined };
  const folder = join(dataDir, 'pcs');
  await handOverPeople(options, folder);
  const logFile = join(dataDir, 'log', 'pcs.log');
  const main = join(repositoryFolder, 'tools', 'pc-simulator', 'src', 'main.ts');
  const args = ['live', '--stack', stackFile(dataDir), '--data', folder, '--speed', String(speed)];
  const pcs = await supervise({
    name: 'pcs',
    log,
    logFile,
    start: () => startChild({ name: 'pcs', command: process.execPath, args: ['--enable-source-maps', main, ...args], cwd: repositoryFolder, logFile }),
  });
  return { stop: () => pcs.stop() };
};
