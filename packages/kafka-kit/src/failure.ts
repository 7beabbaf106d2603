/** A failure that goes away by itself: the same message is tried again for as long as it takes. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** A failure that comes again on every attempt: the message goes to the dead letters at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** `unknown` = neither declared nor recognised, for instance a programming error: tried a few times. */
export type FailureKind = 'transient' | 'permanent' | 'unknown';

const transientCodes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_SOCKET',
]);

/** Beginnings of error names of the MongoDB driver, ioredis and kafkajs that mean "the server is away or busy". */
const transientNames = [
  'MongoNetwork', 'MongoServerSelection', 'MongoNotConnected', 'MongoPool', 'MongoWaitQueueTimeout', 'MongoTopologyClosed',
  'MongoOperationTimeout', 'MongoExpiredSession', 'MongoClientClosed', 'MongooseServerSelection',
  'MaxRetriesPerRequest', 'ClusterAllFailed', 'KafkaJS', 'TimeoutError', 'AbortError',
];

/**
 * MongoDB server codes of a node that steps down, shuts down, is over its time limit, out of disk or memory, locked, or
 * does not (yet) let us in: whoever runs it has to act, and the message is good.
 */
const transientMongoCodes = new Set([
  6, 7, 13, 18, 24, 46, 50, 64, 89, 91, 100, 112, 133, 134, 146, 189, 202, 262, 317, 391, 9001, 10107, 11600, 11602, 13388, 13435, 13436, 14031,
]);

/** Replies by which Redis says "not now", and what ioredis says without a connection. */
const transientRedisReply =
  /^(LOADING|READONLY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|BUSY|OOM)\b|^(Connection is closed|Stream isn't writeable|Command timed out)/;

const isTransient = (error: Error & { code?: unknown }): boolean => {
  if (error instanceof TransientError) return true;
  if (error.name === 'KafkaJSNonRetriableError') return false;
  if (transientNames.some((name) => error.name.startsWith(name))) return true;
  if (typeof error.code === 'string' && transientCodes.has(error.code)) return true;
  if (error.name.startsWith('Mongo') && typeof error.code === 'number' && transientMongoCodes.has(error.code)) return true;
  // A bulk write that names no refused write was not answered.
  if (error.name === 'MongoBulkWriteError' && error.code === undefined) return true;
  return transientRedisReply.test(error.message);
};

/** How a failed handler is to be treated; looks through `cause` up to five levels. */
export const failureKind = (failure: unknown): FailureKind => {
  let current = failure;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof PermanentError) return 'permanent';
    if (isTransient(current)) return 'transient';
    current = current.cause;
  }
  return 'unknown';
};
