import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Show the output while the program runs; otherwise it is collected. */
  readonly show?: boolean;
  readonly withinMinutes?: number;
}

export interface ProgramResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a program to its end; one that takes too long is ended together with everything it started. */
export const runProgram = (command: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, FORCE_COLOR: '0', CI: 'true', ...options.env },
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
      detached: true,
    });
    let output = '';
    const collect = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const endAll = (signal: NodeJS.Signals): void => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, signal);
    };
    const interrupted = (): void => endAll('SIGTERM');
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    const minutes = options.withinMinutes ?? 10;
    const timer = setTimeout(() => {
      output += `\nended after ${minutes} minutes\n`;
      endAll('SIGKILL');
    }, minutes * 60_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve({ ok: code === 0, output });
    });
  });
