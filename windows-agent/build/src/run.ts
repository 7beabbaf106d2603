import { execFile } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; its output is shown only when it fails. @throws Error with the end of the output. */
export const run = (program: string, args: readonly string[], options: RunOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 1 << 26, timeout: 600_000, cwd: options.cwd, env: { ...process.env, ...options.env } }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program.split('/').at(-1)} failed: ${error.message.split('\n')[0]}\n${`${stdout}${stderr}`.slice(0, 3_000)}`));
    });
  });

/** Maps with at most `width` at once; the first failure ends it. */
export const inParallel = async <T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
};
