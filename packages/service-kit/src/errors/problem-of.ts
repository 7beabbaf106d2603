import { Problem } from './problem.ts';
import type { ErrorCode } from './error-table.ts';

/** `type` of http-errors that body-parser throws → our code. */
const bodyErrors: Readonly<Record<string, ErrorCode>> = {
  'entity.too.large': 'body-too-large',
  'entity.parse.failed': 'malformed-json',
  'entity.verify.failed': 'malformed-json',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.aborted': 'malformed-json',
  'request.size.invalid': 'malformed-json',
  'parameters.too.many': 'body-too-large',
};

/** Names and codes by which the clients of Mongo, Redis, Kafka and sockets say "not there now". */
const outageNames =
  /^(TransientError|Mongo(Network|ServerSelection|NotConnected|PoolCleared|PoolClosed|WaitQueueTimeout|TopologyClosed|OperationTimeout)\w*|MongooseServerSelectionError|MaxRetriesPerRequestError|ClusterAllFailedError|KafkaJS\w+)$/;
const outageCodes =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|UND_ERR_(SOCKET|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT))$/;
/** Replies by which Redis says "not now", and ioredis without a connection. */
const outageMessages =
  /^(LOADING|READONLY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|BUSY|OOM)\b|^(Connection is closed|Stream isn't writeable|Command timed out)/;

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;

const matches = (pattern: RegExp, word: unknown): boolean => typeof word === 'string' && pattern.test(word);

const isOutage = (error: unknown): boolean =>
  matches(outageNames, property(error, 'name')) ||
  matches(outageCodes, property(error, 'code')) ||
  matches(outageMessages, property(error, 'message'));

/** What a thrown value means to the caller; whatever is not foreseen is `internal`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const type = property(error, 'type');
  const bodyError = typeof type === 'string' ? bodyErrors[type] : undefined;
  if (bodyError !== undefined) return new Problem(bodyError);
  // express could not decode a percent-encoded path.
  if (error instanceof URIError) return new Problem('invalid-request');
  return new Problem(isOutage(error) ? 'unavailable' : 'internal', { cause: error });
}
