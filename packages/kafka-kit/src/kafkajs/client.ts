import { Kafka, logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';
import type { Log } from '../log.ts';
import { fixRequestQueue } from './request-queue-fix.ts';

/** kafkajs reports every retry as an error; ours are logged where they are decided, so these go one level down. */
const quieter: logCreator = () => () => undefined;

const logsTo = (log: Log): logCreator => () => ({ level, log: { message, ...details } }) => {
  const { groupId, broker, error } = details as { groupId?: string; broker?: string; error?: unknown };
  const fields = {
    ...(groupId === undefined ? {} : { groupId }),
    ...(broker === undefined ? {} : { broker }),
    ...(error === undefined ? {} : { error: error instanceof Error ? error.message : error }),
  };
  if (level === logLevel.ERROR) log.warn(fields, `kafkajs: ${message}`);
  else log.debug(fields, `kafkajs: ${message}`);
};

/** Longest wait for one answer of a broker. */
export const requestTimeoutMs = 5_000;

export const createClient = ({ brokers, clientId, log }: { brokers: readonly string[]; clientId: string; log?: Log | undefined }): Kafka => {
  fixRequestQueue();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 2_000,
    requestTimeout: requestTimeoutMs,
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    logCreator: log === undefined ? quieter : logsTo(log),
    // Short and few: outages are ridden out one layer up, where deadlines and shutdown are known.
    retry: { initialRetryTime: 100, retries: 2, maxRetryTime: 1_000 },
  });
};
