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
const outages = new Set([
  'TransientError', 'MaxRetriesPerRequestError', 'MongoNetworkError', 'MongoNetworkTimeoutError', 'MongoServerSelectionError',
  'MongoNotConnectedError', 'MongooseServerSelectionError', 'KafkaJSConnectionError', 'KafkaJSNumberOfRetriesExceeded',
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT',
]);

const property = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[name] : undefined;

const isOutage = (error: unknown): boolean =>
  [property(error, 'name'), property(error, 'code')].some((word) => typeof word === 'string' && outages.has(word));

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
