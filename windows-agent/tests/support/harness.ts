import { join } from 'node:path';
import { until } from '@genkan/local-stack';
import { testOutput } from '@genkan/windows-build';
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
/** The package that the test build takes for Negotiate, and what Windows is to do with a blob (ntsecapi.h). */
export const packageOfTests = 0x47656e6b;
export const kerb = { interactiveLogon: 2, workstationUnlock: 7 } as const;
/** What `blob` says of a good logon, whoever logs on. */
export const packedLogon = {
  structure: 'KERB_INTERACTIVE_UNLOCK_LOGON', messageType: kerb.interactiveLogon, package: packageOfTests, wellFormed: true, ours: true, domain: 'GENKAN-PC',
} as const;

/** Starts LogonUI's stand-in; the provider is found by COM, as Windows would find the installed one. */
export const openLogonScreen = async (wine: Wine, from = harnessProgram): Promise<LogonScreen> => {
  const program = await wine.start(from);
  let asked = 0;
  return {
    async do(command, withinMs = 20_000) {
      program.write(command);
      asked += 1;
      const number = asked;
      let line: string | undefined;
      const answered = async (): Promise<boolean> => {
        line = (await program.output()).split('\n').slice(0, -1)[number - 1];
        return line !== undefined;
      };
      // Never the command itself: it may carry a password.
      await until(`The harness's answer to command ${number}, ${command.split(' ')[0]}`, withinMs, answered, undefined, 5);
      return JSON.parse(line!) as Answer;
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
