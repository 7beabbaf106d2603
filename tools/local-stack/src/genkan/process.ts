import { type ChildOptions, startChild } from '../child.ts';
import type { Log } from '../log.ts';
import { supervise } from '../supervisor.ts';
import { until } from '../wait.ts';

/** One running process of Genkan or of its simulators. */
export interface GenkanProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Ends at once, as a power cut would; it is started again, as an orchestrator would. */
  kill(): Promise<void>;
  /** Ends in order and stays ended until `restart`. */
  stop(): Promise<void>;
  /** Starts again (ends first when it still runs) on the same address. */
  restart(): Promise<void>;
  /** Waits until it can serve, e.g. after `kill`. */
  ready(withinMs?: number): Promise<void>;
}

export interface ProcessOptions extends ChildOptions {
  readonly url: string;
  readonly log: Log;
}

// Each look that finds it not ready yet makes a line in its log.
const pollMs = 250;

const isReady = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
  await answer.body?.cancel();
  return answer.ok;
};

/** Starts a process that serves HTTP at `url`; it may not be ready yet. */
export const startProcess = async (options: ProcessOptions): Promise<GenkanProcess> => {
  const { name, url, log, logFile } = options;
  const supervised = await supervise({ name, log, logFile, start: () => startChild(options) });
  return {
    name,
    url,
    get pid() {
      return supervised.pid;
    },
    kill: () => supervised.crash(),
    stop: () => supervised.stop(),
    restart: () => supervised.restart(),
    ready: (withinMs = 60_000) => until(`${name} (log: ${logFile})`, withinMs, () => isReady(url), () => supervised.givenUp(), pollMs),
  };
};
