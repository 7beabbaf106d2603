import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.ts';
import type { Log } from './log.ts';

export interface SupervisorOptions {
  readonly name: string;
  readonly log: Log;
  readonly logFile: string;
  /** Starts the program once; rejects when it does not come up. */
  readonly start: () => Promise<Child>;
}

/** A program that is started again whenever it ends without being asked to. */
export interface Supervised {
  readonly pid: number;
  /** Why it will not be started again; undefined while it is looked after. */
  givenUp(): string | undefined;
  /** Ends in order and stays ended. */
  stop(): Promise<void>;
  /** Ends at once and stays ended. */
  kill(): Promise<void>;
  /** Ends at once, as if it had died by itself. */
  crash(): Promise<void>;
  /** Starts again, and ends first when it still runs. */
  restart(): Promise<void>;
}

const firstDelayMs = 200;
const longestDelayMs = 5_000;
const steadyAfterMs = 10_000;

// EX_CONFIG of sysexits.h: its configuration is refused, so starting again cannot help.
const isHopeless = (end: string): boolean => end.endsWith('code 78');

/**
 * Starts a program and looks after it; waits longer and longer while it keeps ending.
 * @throws what the first `start` throws
 */
export const supervise = async ({ name, log, logFile, start }: SupervisorOptions): Promise<Supervised> => {
  let child = await start();
  let wanted = true;
  let delayMs = firstDelayMs;
  let refusal: string | undefined;
  let recovering: Promise<void> = Promise.resolve();

  const recover = async (end: string): Promise<void> => {
    for (let why = end; wanted; ) {
      log(`${name} ${why} (log: ${logFile}); starting it again in ${delayMs} ms`);
      await pause(delayMs);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      if (!wanted) return;
      try {
        child = await start();
        watch(child);
        return;
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    }
  };
  const watch = (watched: Child): void => {
    const started = performance.now();
    void watched.exited.then((end) => {
      if (!wanted || watched !== child) return;
      if (isHopeless(end)) {
        refusal = `its configuration is refused, see ${logFile}`;
        log(`${name}: ${refusal}`);
        return;
      }
      if (performance.now() - started > steadyAfterMs) delayMs = firstDelayMs;
      recovering = recover(end);
    });
  };
  watch(child);

  const end = async (how: (running: Child) => Promise<void>): Promise<void> => {
    wanted = false;
    await recovering;
    await how(child);
  };
  return {
    get pid() {
      return child.pid;
    },
    givenUp: () => refusal,
    stop: () => end((running) => running.stop()),
    kill: () => end((running) => running.kill()),
    crash: () => child.kill(),
    async restart() {
      await end((running) => running.stop());
      wanted = true;
      refusal = undefined;
      delayMs = firstDelayMs;
      child = await start();
      watch(child);
    },
  };
};
