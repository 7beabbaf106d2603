import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { startChild } from './child.ts';
import { supervise, type Supervised } from './supervisor.ts';

let folder: string;
let running: Supervised | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-supervisor-'));
});
afterEach(() => running?.stop());
afterAll(() => rm(folder, { recursive: true, force: true }));

const said: string[] = [];
const run = async (program: string): Promise<Supervised> => {
  said.length = 0;
  const logFile = join(folder, 'program.log');
  running = await supervise({
    name: 'program',
    log: (line) => said.push(line),
    logFile,
    start: () => startChild({ name: 'program', command: process.execPath, args: ['--eval', program], logFile }),
  });
  return running;
};

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

test('when a program keeps ending, then it is started again, each time later, and it is said', async () => {
  await run('process.exit(3)');
  await eventually(() => expect(said.length).toBeGreaterThanOrEqual(3));
  expect(said.slice(0, 3).map((line) => /code 3 .* in (\d+) ms/.exec(line)?.[1])).toEqual(['200', '400', '800']);
});

test('when a program refuses its configuration, then it is not started again', async () => {
  const program = await run('process.exit(78)');
  await eventually(() => expect(program.givenUp()).toContain('configuration'));
  expect(said).toHaveLength(1);
});

test('when it is asked to end, then it stays ended, and restarting brings it back', async () => {
  const program = await run('setInterval(() => undefined, 60000)');
  const first = program.pid;
  await program.stop();
  expect(isGone(first)).toBe(true);
  await program.restart();
  expect(isGone(program.pid)).toBe(false);
  await program.crash();
  await eventually(() => expect(isGone(program.pid)).toBe(false));
  expect(said).toHaveLength(1);
});

test('when a program does not end in time, then it is ended', async () => {
  const logFile = join(folder, 'stubborn.log');
  const child = await startChild({ name: 'stubborn', command: process.execPath, args: ['--eval', 'process.on("SIGTERM", () => undefined); console.log("up"); setInterval(() => undefined, 60000)'], logFile });
  await eventually(async () => expect(await readFile(logFile, 'utf8')).toContain('up'));
  await child.stop(300);
  expect(child.end()).toBe('ended by SIGKILL');
});
