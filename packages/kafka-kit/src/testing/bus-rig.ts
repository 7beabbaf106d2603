import { CompanySchema } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { encodeMessage } from '../envelope.ts';
import type { Log } from '../log.ts';
import type { MessageBus, OutgoingMessage } from '../message-bus.ts';

/** What the contract needs of an adapter and its backend. */
export interface BusRig {
  /** A bus of its own on the same topics, as another process would have; the rig closes it. */
  newBus(): Promise<MessageBus>;
  /** Makes a topic with three partitions. */
  makeTopic(name: string): Promise<void>;
  close(): Promise<void>;
}

export const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let names = 0;
/** A name that no other test, run or process uses. */
export const uniqueName = (what: string): string => `kafka-kit.${what}.${process.pid}.${Date.now().toString(36)}.${(names += 1)}`;

/** Company records are the smallest of our messages: the name carries what a test wants to see again. */
export const testTopic = (name: string): Topic<typeof CompanySchema> => ({
  name,
  schema: CompanySchema,
  key: ['company'],
  owner: 'policy',
  retention: { kind: 'days', days: 1 },
});

export const companyMessage = (topic: Topic<typeof CompanySchema>, companyId: string, name: string): OutgoingMessage =>
  encodeMessage(topic, [companyId], { name }, { id: `${companyId}-${name}`, source: 'contract', time: new Date('2026-11-24T00:00:00Z') });

/** A message without our envelope, for tests of the bus alone. */
export const plainMessage = (topic: string, key: string, text: string): OutgoingMessage => ({
  topic,
  key,
  value: new TextEncoder().encode(text),
  headers: { test: 'yes' },
});

export const textOf = (value: Uint8Array | null): string => (value === null ? '' : new TextDecoder().decode(value));
