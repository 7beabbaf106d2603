import { type Child, startChild, type ChildOptions } from '../child.ts';
import { until } from '../wait.ts';

/** A server that this process started, or one that was given by its address. */
export interface Server {
  readonly name: string;
  /** Undefined when the server was given by its address. */
  readonly pid: number | undefined;
  /** Ends in order; the data stays. */
  stop(): Promise<void>;
  /** Ends at once, as a power cut would; the data that was acknowledged stays. */
  kill(): Promise<void>;
  /** Starts again (ends first when it still runs) on the same port and data. */
  restart(): Promise<void>;
}

export interface ServerOptions extends ChildOptions {
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
 * Starts a server and waits until a real request succeeds.
 * @throws Error when it ends or does not answer in time; nothing is left running then.
 */
export const startServer = async (options: ServerOptions): Promise<Server> => {
  let child = await startReady(options);
  return {
    name: options.name,
    get pid() {
      return child.pid;
    },
    stop: () => child.stop(),
    kill: () => child.kill(),
    async restart() {
      await child.stop();
      child = await startReady(options);
    },
  };
};

/** A server of somebody else: never stopped by us. */
export const givenServer = (name: string): Server => {
  const refuse = async (): Promise<never> => {
    throw new Error(`${name} was given by its address and is not ours to end.`);
  };
  return { name, pid: undefined, stop: async () => undefined, kill: refuse, restart: refuse };
};
