import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { downloads, wine as wineProgram } from '@genkan/windows-build';

const execute = promisify(execFile);

export interface WineResult {
  /** Wine passes only the low 8 bits of an exit code on. */
  readonly code: number;
  readonly output: string;
}

/** One Windows of wine: its own drive, registry and services. windows-build.md 3 says why each step is as it is. */
export interface Wine {
  readonly prefix: string;
  /** Runs a program to its end; output goes through a file, because Node and the first wine process cannot write to pipes of Unix. */
  run(program: string, args?: readonly string[], options?: { readonly input?: string; readonly withinMs?: number; readonly env?: Readonly<Record<string, string>> }): Promise<WineResult>;
  /** Starts a program that stays; `lines` reads what it has written so far. */
  start(program: string, args?: readonly string[]): Promise<WineProgram>;
  /** Path on this machine of a path on drive C. */
  path(windowsPath: string): string;
  /** Ends the session as the end of Windows would: every process, without asking. */
  end(): Promise<void>;
  /** A new session on the same drive: services of automatic start come up. */
  begin(): Promise<void>;
  remove(): Promise<void>;
}

export interface WineProgram {
  write(line: string): void;
  output(): Promise<string>;
  readonly ended: Promise<number>;
  kill(): void;
}

/** Debian keeps it beside wine64, not on the path. */
const serverOf = (wine: string): string => join(dirname(wine), 'wineserver64');

export interface WineOptions {
  /** X display to draw on, e.g. ":97"; without one nothing is drawn. */
  readonly display?: string;
  /** Locale of the system, which decides the language of Windows. */
  readonly locale?: string;
}

const environment = (prefix: string, { display, locale = 'C.UTF-8' }: WineOptions = {}): Record<string, string> => {
  const { DISPLAY: _, ...rest } = process.env as Record<string, string>;
  return {
    ...rest, WINEPREFIX: prefix, WINEDEBUG: '-all', WINEARCH: 'win64', WINEDLLOVERRIDES: 'mscoree,mshtml=', LC_ALL: locale,
    ...(display === undefined ? {} : { DISPLAY: display }),
  };
};

const quiet = async (command: string, args: readonly string[], prefix: string, withinSeconds: number, options?: WineOptions): Promise<void> => {
  await new Promise<void>((resolve) => {
    const child = spawn('timeout', [String(withinSeconds), command, ...args], { env: environment(prefix, options), stdio: 'ignore' });
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
};

/** A prefix made once and kept; every test file works on its own copy of it. */
export const wineTemplate = async (): Promise<string> => {
  const kept = join(downloads, 'wine-prefix-1');
  if (existsSync(join(kept, 'ready'))) return kept;
  const making = `${kept}.${process.pid}`;
  await mkdir(making, { recursive: true });
  const wine = await wineProgram();
  await quiet(wine, ['wineboot', '-i'], making, 300);
  await quiet(wine, ['winecfg', '-v', 'win10'], making, 60);
  await quiet(serverOf(wine), ['-w'], making, 60);
  await writeFile(join(making, 'ready'), '');
  await rm(kept, { recursive: true, force: true });
  await execute('mv', [making, kept]);
  return kept;
};

export const startWine = async (options: WineOptions = {}): Promise<Wine> => {
  const wine = await wineProgram();
  const server = serverOf(wine);
  const folder = await mkdtemp(join(tmpdir(), 'genkan-wine-'));
  const prefix = join(folder, 'prefix');
  await execute('cp', ['-a', '--reflink=auto', await wineTemplate(), prefix]);
  let counter = 0;
  const begin = async (): Promise<void> => {
    await quiet(server, ['-k'], prefix, 20);
    // First the server that stays, then the command that starts the system's processes: its output must go nowhere.
    await quiet(server, ['-p'], prefix, 20, options);
    await quiet(wine, ['cmd', '/c', 'ver'], prefix, 60, options);
  };
  await begin();

  const launch = async (program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ child: ChildProcess; file: string }> => {
    const file = join(folder, `output-${(counter += 1)}`);
    const output = openSync(file, 'w');
    const child = spawn(wine, [program, ...args], { env: { ...environment(prefix, options), ...env }, stdio: ['pipe', output, output], cwd: folder });
    closeSync(output);
    return { child, file };
  };
  const endOf = (child: ChildProcess): Promise<number> => new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));

  return {
    prefix,
    begin,
    path: (windowsPath) => join(prefix, 'drive_c', ...windowsPath.replace(/^[Cc]:\\/, '').split('\\')),
    async run(program, args = [], { input, withinMs = 60_000, env = {} } = {}) {
      const { child, file } = await launch(program, args, env);
      const ended = endOf(child);
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input ?? '');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      const code = await ended;
      clearTimeout(timer);
      const output = await readFile(file, 'utf8');
      await rm(file, { force: true });
      return { code, output };
    },
    async start(program, args = []) {
      const { child, file } = await launch(program, args, {});
      child.stdin?.on('error', () => undefined);
      return { write: (line) => void child.stdin?.write(`${line}\n`), output: () => readFile(file, 'utf8'), ended: endOf(child), kill: () => void child.kill('SIGKILL') };
    },
    end: () => quiet(server, ['-k'], prefix, 20),
    async remove() {
      await quiet(server, ['-k'], prefix, 20);
      await quiet(server, ['-w'], prefix, 20);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
