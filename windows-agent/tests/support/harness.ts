import { join } from 'node:path';
import { testOutput } from '@genkan/windows-build';
import { eventually } from '@genkan/test-kit';
import type { Wine } from './wine.ts';

/** One line that the harness answered: flat JSON, fields by command (harness/README.md). */
export type Answer = Readonly<Record<string, string | number | boolean>>;

/** A logon screen that goes on while a test looks at it. */
export interface LogonScreen {
  /** Sends one command of the script and waits for its answer. */
  do(command: string, withinMs?: number): Promise<Answer>;
  /** Sends a command that the process does not survive; answers its exit code. */
  endsAt(command: string): Promise<number>;
  close(): Promise<void>;
}

export const windowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;
export const harnessProgram = windowsPath(join(testOutput, 'harness.exe'));

/** Starts LogonUI's stand-in; the provider is found by COM, as Windows would find the installed one. */
export const openLogonScreen = async (wine: Wine): Promise<LogonScreen> => {
  const program = await wine.start(harnessProgram);
  let asked = 0;
  return {
    async do(command, withinMs = 20_000) {
      program.write(command);
      asked += 1;
      return eventually(async () => {
        const line = (await program.output()).split('\n').slice(0, -1)[asked - 1];
        // Never the command itself: it may carry a password.
        if (line === undefined) throw new Error(`The harness did not answer command ${asked}, ${command.split(' ')[0]}.`);
        return JSON.parse(line) as Answer;
      }, { withinMs, everyMs: 5 });
    },
    async endsAt(command) {
      program.write(command);
      return program.ended;
    },
    async close() {
      program.write('quit');
      await program.ended;
    },
  };
};
