import { type Child, type ChildOptions, startChild } from '../child.ts';
import type { Log } from '../log.ts';
import { supervise } from '../supervisor.ts';
import { until } from '../wait.ts';

/** A server that this process started, or one that was given by its address. */
export interface Server {
  readonly name: string;
  /** Undefined when the server was given by its address. */
  readonly pid: number | undefined;
  /** Ends in order; the data stays. */
  stop(): Promise<void>;
  /** Ends at once, as a power cut would, and stays ended; what was acknowledged is kept. */
  kill(): Promise<void>;
  /** Starts again (ends first when it still runs) on the same port and data, and waits until it serves. */
  restart(): Promise<void>;
}

export interface ServerOptions extends ChildOptions {
  readonly log: Log;
  readonly readyWithinMs: number;
  /** One real request of a client. */
  ready(): Promise<boolean>;
}

const startReady = async (options: ServerOptions): Promise<Child> => {
  const child = await startChild(options);
  try {
    await until(`${options.name} (log: ${options.logFile})`, options.readyWithinMs, () => options.ready(), () => child.end());
    return child;
  } catch (error) {
    await child.kill();
    throw error;
  }
};

/**
 * Starts a server and waits until a real request succeeds. One that dies by itself is started again.
 * @throws Error when it ends or does not answer in time; nothing is left running then
 */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  const { name, log, logFile } = options;
  const supervised = await supervise({ name, log, logFile, start: () => startReady(options) });
  return {
    name,
    get pid() {
      return supervised.pid;
    },
    stop: () => supervised.stop(),
    kill: () => supervised.kill(),
    restart: () => supervised.restart(),
  };
};

/** A server of somebody else: never stopped by us. */
export const givenServer = (name: string): Server => {
  const refuse = async (): Promise<never> => {
    throw new Error(`${name} was given by its address and is not ours to end.`);
  };
  return { name, pid: undefined, stop: async () => undefined, kill: refuse, restart: refuse };
};
