import { rm, writeFile } from 'node:fs/promises';
import { until } from '@genkan/local-stack';
import { data, type InstalledPc } from '../installed-pc.ts';
import type { Stack } from '../stack.ts';
import type { Pc } from './people.ts';

export interface HostStart {
  /** From the command to the agent's word that it is ready, in seconds. */
  readonly seconds: number;
  /** The part between the start of the agent's process and its word. */
  readonly agentSeconds: number;
}

const lastTime = (log: string, words: string): number => Date.parse(log.split('\n').findLast((line) => line.includes(words))!.split(' ')[0]!);
const readyWords = 'Agent ready';
const readies = (pc: InstalledPc): number => pc.log('host').split(readyWords).length - 1;

/** Both moments are of the host's log, because asking under wine takes longer than what is measured. */
export const startHost = async (pc: InstalledPc): Promise<HostStart> => {
  const before = readies(pc);
  const begun = Date.now();
  const { code, output } = await pc.host('start');
  if (code !== 0) throw new Error(`The service did not start: ${output}`);
  await until('The agent', 60_000, async () => readies(pc) > before);
  const log = pc.log('host');
  const ready = lastTime(log, readyWords);
  return { seconds: (ready - begun) / 1000, agentSeconds: (ready - lastTime(log, 'Agent started')) / 1000 };
};

/** The PC of this name, once the server knows it. */
export const enrolledPc = async (stack: Stack, name: string): Promise<Pc> => {
  let found: Pc | undefined;
  await until('The enrolment', 60_000, async () => {
    const { devices } = (await stack.demo.console.call('GET', '/devices?limit=100')) as { devices: Pc[] };
    found = devices.find(({ pcName }) => pcName === name);
    return found !== undefined;
  });
  return found!;
};

/** The same Windows as a PC that the server has never seen; the service must be stopped. */
export const forgetEnrolment = async (stack: Stack, pc: InstalledPc, name: string): Promise<void> => {
  for (const part of ['', '-wal', '-shm']) await rm(pc.wine.path(`${data}\\agent.sqlite${part}`), { force: true });
  await writeFile(pc.wine.path(`${data}\\enrolment-token`), stack.demo.enrolmentToken);
  await pc.settings({ pcName: name });
};
