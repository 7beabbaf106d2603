import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Standard output and error are appended here. */
  readonly logFile: string;
}

/** One running program: its exit is awaited, never polled. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Why the program is gone; undefined while it runs. */
  end(): string | undefined;
  /** Asks to end, and after `withinMs` milliseconds insists. */
  stop(withinMs?: number): Promise<void>;
  /** Ends at once, as a power cut would. */
  kill(): Promise<void>;
}

// The kernel ends the program with us, whatever kills us (man 2 prctl, PR_SET_PDEATHSIG).
const guarded = (options: ChildOptions): readonly string[] =>
  existsSync('/usr/bin/setpriv')
    ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM', options.command, ...options.args]
    : [options.command, ...options.args];

const spawned = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid!));
  });

/**
 * Starts a program in a process group of its own (a Ctrl-C of the terminal does not reach it), with a
 * standard input that ends together with this process.
 */
export const startChild = async (options: ChildOptions): Promise<Child> => {
  await mkdir(dirname(options.logFile), { recursive: true });
  const output = await open(options.logFile, 'a');
  const [command, ...args] = guarded(options);
  const child = spawn(command!, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['pipe', output.fd, output.fd],
    detached: true,
  });
  let end: string | undefined;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      end = signal === null ? `ended with code ${code}` : `ended by ${signal}`;
      resolve(end);
    });
  });
  child.stdin?.on('error', () => undefined);
  const pid = await spawned(child).finally(() => output.close());
  const insist = async (): Promise<void> => {
    if (end === undefined) child.kill('SIGKILL');
    await exited;
  };
  return {
    name: options.name,
    pid,
    exited,
    end: () => end,
    async stop(withinMs = 10_000) {
      if (end !== undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await exited;
      clearTimeout(timer);
    },
    kill: insist,
  };
};
