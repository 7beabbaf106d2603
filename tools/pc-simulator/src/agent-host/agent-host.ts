import type { WindowsDisk, WindowsUser } from '../windows/windows-disk.ts';
import { spawnAgent } from './agent-process.ts';
import type { AgentProcess } from './agent-process.ts';
import { createAnswers } from './answers.ts';
import type { Guard, PresentSessions } from './answers.ts';
import { hostLine, parseAgentLine } from './lines.ts';
import type { AgentLine, Stamp } from './lines.ts';

export type AgentReply = Readonly<Record<string, unknown>> & { readonly t: string };

/**
 * Plays the Windows service that hosts the agent, for one run of Windows: starts the agent and starts it
 * again when it dies, numbers what happens, keeps each line until the agent has it on disk, and relays the
 * connections of logon screen and client console.
 */
export interface AgentHost {
  /** Resolves when the agent takes connections. */
  ready(): Promise<void>;
  /** Sends a numbered line; resolves when the agent has it on disk, also if it must be sent again for that. */
  tell(line: (number: number) => string): Promise<void>;
  /** Asks the agent as one of its clients; rejects when there is no answer in time. */
  ask(client: { kind: 'logon' | 'console'; sessionId: number; user?: WindowsUser }, message: { t: string; [field: string]: unknown }): Promise<AgentReply>;
  /** Asks the agent to send what is unsent; the number of events that still are. */
  drain(seconds: number): Promise<number>;
  /** What the agent last said about the filter and the vault; undefined: nothing in this run of Windows. */
  guard(): Guard | undefined;
  /** Accounts whose kept password the agent had forgotten. */
  forgotten(): readonly string[];
  /** A line that is neither numbered nor answered. */
  send(line: string): void;
  signal(name: NodeJS.Signals): void;
  /** Kills the agent; it is started again at once. */
  killAgent(): Promise<void>;
  /** The power is gone: kills the agent for good. */
  kill(): Promise<void>;
  /** Resolves when the agent has ended as told by a `T` line; kills it after `withinMs`. */
  ended(withinMs: number): Promise<number | NodeJS.Signals>;
  /** Number of times the agent was started. */
  starts(): number;
}

/** How long a client waits for an answer, in milliseconds; longer than any budget inside the agent. */
const askBudgetMs = 30_000;
const restartAfterMs = 100;
/** Exit code of an agent whose configuration is wrong; starting it again would not help. */
const badConfig = 78;
/** An agent that dies this often within one run of Windows is broken. */
const maxStarts = 1_000;

export function startAgentHost(options: {
  node22: string;
  configFile: string;
  logFile: string;
  bootId: string;
  stamp: () => Stamp;
  disk: WindowsDisk;
  sessions: PresentSessions;
  clockErrorMs: () => number;
}): AgentHost {
  const unkept = new Map<number, { text: string; resolve: () => void }>();
  const waiting = new Map<string, { resolve: (reply: AgentReply) => void; reject: (error: Error) => void }>();
  const drains = new Map<number, (unsent: number) => void>();
  const answers = createAnswers(options);
  let lastNumber = 0;
  let lastDrain = 0;
  let lastConnection = 0;
  let starts = 0;
  let powered = true;
  let readiness = Promise.withResolvers<void>();
  let agent = start();

  function start(): AgentProcess {
    starts += 1;
    const started = spawnAgent({ ...options, line: (text) => take(parseAgentLine(text)) });
    if (options.clockErrorMs() !== 0) started.send(hostLine.clockError(options.clockErrorMs()));
    started.send(hostLine.begin(options.bootId, options.stamp()));
    for (const { text } of unkept.values()) started.send(text);
    started.send(hostLine.caughtUp(options.stamp()));
    void started.exited.then(afterExit);
    return started;
  }

  function afterExit(how: number | NodeJS.Signals): void {
    for (const { reject } of waiting.values()) reject(new Error('The agent ended before it answered.'));
    waiting.clear();
    if (!powered) return;
    if (how === badConfig || starts >= maxStarts) {
      readiness.promise.catch(() => undefined);
      readiness.reject(new Error(`The agent does not run (${how}); see ${options.logFile}.`));
      return;
    }
    readiness = Promise.withResolvers();
    setTimeout(() => {
      if (powered) agent = start();
    }, restartAfterMs);
  }

  function take(line: AgentLine): void {
    switch (line.kind) {
      case 'ready': return readiness.resolve();
      case 'kept': {
        unkept.get(line.number)?.resolve();
        unkept.delete(line.number);
        return;
      }
      case 'payload': {
        const id = String(line.message['id']);
        waiting.get(id)?.resolve(line.message as AgentReply);
        waiting.delete(id);
        return;
      }
      case 'close': return;
      case 'drained': {
        drains.get(line.id)?.(line.unsent);
        drains.delete(line.id);
        return;
      }
      case 'question': return agent.send(answers.answer(line.id, line.verb, line.payload));
      default: return line satisfies never;
    }
  }

  async function kill(): Promise<void> {
    powered = false;
    agent.signal('SIGKILL');
    await agent.exited;
  }

  return {
    ready: () => readiness.promise,
    tell(line) {
      lastNumber += 1;
      const number = lastNumber;
      const text = line(number);
      return new Promise((resolve) => {
        unkept.set(number, { text, resolve });
        agent.send(text);
      });
    },
    async ask(client, message) {
      await readiness.promise;
      lastConnection += 1;
      const connection = lastConnection;
      const id = `m${connection}`;
      agent.send(hostLine.open(connection, client.kind, client.sessionId, client.user));
      agent.send(hostLine.payload(connection, { v: 1, id, ...message }));
      const asked = agent;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<AgentReply>((resolve, reject) => {
          waiting.set(id, { resolve, reject });
          timer = setTimeout(() => reject(new Error(`The agent did not answer "${message.t}".`)), askBudgetMs);
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
        asked.send(hostLine.close(connection));
      }
    },
    drain(seconds) {
      lastDrain += 1;
      const id = lastDrain;
      return new Promise((resolve) => {
        drains.set(id, resolve);
        agent.send(hostLine.drain(id, seconds));
      });
    },
    guard: () => answers.guard(),
    forgotten: () => answers.forgotten(),
    send: (line) => agent.send(line),
    signal: (name) => agent.signal(name),
    async killAgent() {
      const killed = agent;
      killed.signal('SIGKILL');
      await killed.exited;
    },
    kill,
    async ended(withinMs) {
      powered = false;
      const timer = setTimeout(() => agent.signal('SIGKILL'), withinMs);
      const how = await agent.exited;
      clearTimeout(timer);
      return how;
    },
    starts: () => starts,
  };
}
