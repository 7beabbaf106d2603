import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** CPU seconds that a process has used, with all its threads (proc(5): utime + stime). */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

/** Seconds of CPU that each named process uses while `work` runs. */
export const cpuOf = async <Result>(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<Result>,
): Promise<{ result: Result; cpu: Record<string, number>; total: number; seconds: number }> => {
  const before = Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)] as const);
  const begun = performance.now();
  const result = await work();
  const seconds = (performance.now() - begun) / 1000;
  const cpu = Object.fromEntries(before.map(([name, used]) => [name, cpuSeconds(pids[name]!) - used]));
  return { result, cpu, total: Object.values(cpu).reduce((sum, one) => sum + one, 0), seconds };
};

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** Runs `task` for every item, at most `atOnce` at a time; the times are in milliseconds. */
export const inParallel = async <Item>(items: readonly Item[], atOnce: number, task: (item: Item, index: number) => Promise<void>): Promise<number[]> => {
  const times: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const begun = performance.now();
      await task(items[index]!, index);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
};

/** Open loop: one task every 1/rate seconds, whether or not the ones before have answered. Times count from when a task was due. */
export const atRate = async <Item>(items: readonly Item[], perSecond: number, task: (item: Item, index: number) => Promise<void>): Promise<number[]> => {
  const begun = performance.now();
  const times: number[] = [];
  const running: Promise<void>[] = [];
  for (const [index, item] of items.entries()) {
    const due = begun + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(task(item, index).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(running);
  return times;
};

export const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
