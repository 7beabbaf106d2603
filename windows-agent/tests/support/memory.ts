import { readFileSync } from 'node:fs';

export interface Memory {
  /** In MiB, as proc_pid_status(5) and smaps_rollup have them. */
  readonly rss: number;
  readonly private: number;
}

export const memoryOf = (pid: number): Memory => {
  const kib = (text: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN);
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return {
    rss: kib(readFileSync(`/proc/${pid}/status`, 'utf8'), 'VmRSS') / 1024,
    private: (kib(rollup, 'Private_Clean') + kib(rollup, 'Private_Dirty')) / 1024,
  };
};
