import type { Readable, Writable } from 'node:stream';
import type { Logger } from '../log.ts';
import { agentLine } from './agent-line.ts';
import type { HostVerb } from './agent-line.ts';
import { parseHostLine } from './host-line.ts';
import type { HostLine } from './host-line.ts';
import { createLineSplitter } from './line-splitter.ts';

/** The agent's end of the two pipes to its host. */
export interface HostLink {
  send(line: string): void;
  /** Asks the host to do what only it can; throws when it refuses or does not answer. */
  ask(verb: HostVerb, payload?: Uint8Array): Promise<Uint8Array>;
}

export type EventLine = Exclude<HostLine, { kind: 'answer' }>;

/** Longest wait for the host's answer, in milliseconds. */
const askBudgetMs = 5_000;

/**
 * Reads the host's lines until its end closes. A line that cannot be read is reported and skipped: the
 * agent must not be brought down by what comes in.
 */
export function connectHost(options: {
  input: Readable;
  output: Writable;
  line: (line: EventLine) => void;
  /** The host is gone. */
  ended: () => void;
  log: Logger;
}): HostLink {
  const { input, output, log } = options;
  const split = createLineSplitter();
  const asked = new Map<number, { resolve: (payload: Uint8Array) => void; reject: (error: Error) => void }>();
  let lastQuestion = 0;

  function take(text: string): void {
    const line = parseHostLine(text);
    if (line === undefined) {
      log.warn('A line of the host cannot be read', { letter: text.slice(0, 1), length: text.length });
    } else if (line.kind === 'answer') {
      const waiting = asked.get(line.id);
      asked.delete(line.id);
      if (line.ok) waiting?.resolve(line.payload);
      else waiting?.reject(new Error('The host refused.'));
    } else {
      options.line(line);
    }
  }

  input.on('data', (chunk: Buffer) => {
    for (const line of split(chunk)) {
      if (line.ok) take(line.text);
      else log.warn('A line of the host cannot be read', { why: line.reason });
    }
  });
  input.on('end', () => options.ended());
  input.on('error', () => options.ended());
  // The host is gone; its closed input tells the same.
  output.on('error', () => undefined);

  return {
    send: (line) => void output.write(`${line}\n`),
    ask(verb, payload = new Uint8Array()) {
      lastQuestion += 1;
      const id = lastQuestion;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          asked.delete(id);
          reject(new Error(`The host did not answer "${verb}".`));
        }, askBudgetMs);
        const settled = <A extends unknown[]>(end: (...args: A) => void) => (...args: A) => {
          clearTimeout(timer);
          end(...args);
        };
        asked.set(id, { resolve: settled(resolve), reject: settled(reject) });
        output.write(`${agentLine.question(id, verb, payload)}\n`);
      });
    },
  };
}
