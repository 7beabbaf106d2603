import { Kafka, logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';
import type { Log } from '../log.ts';
import { fixRequestQueue } from './request-queue-fix.ts';

/**
 * kafkajs reports each of its retries as an error: many lines a second while brokers are away. What
 * matters is logged where it is decided, in this adapter.
 */
const toDebug = (log: Log): logCreator => () => ({ log: { message, ...details } }) => {
  const { groupId, broker, error } = details as { groupId?: string; broker?: string; error?: string };
  log.debug({ groupId, broker, error }, `kafkajs: ${message}`);
};

/** Longest wait for one answer of a broker. */
export const requestTimeoutMs = 5_000;

/**
 * How long kafkajs itself goes on trying. Publishing gives up soon: its retries are made one layer up,
 * where deadlines are known. Consuming holds out, because a consumer that gives up and starts anew is
 * a new member, and the group waits out the session of the old one first.
 */
const patience = { publishing: 2, consuming: 120 };

export interface ClientOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
}

export const createClient = ({ brokers, clientId, log }: ClientOptions, use: keyof typeof patience): Kafka => {
  fixRequestQueue();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 2_000,
    requestTimeout: requestTimeoutMs,
    logLevel: logLevel.WARN,
    logCreator: toDebug(log),
    retry: { initialRetryTime: 100, retries: patience[use], maxRetryTime: 1_000 },
  });
};
