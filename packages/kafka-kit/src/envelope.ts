import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Topic } from '@genkan/contracts';
import { PermanentError } from './failure.ts';
import type { IncomingMessage, OutgoingMessage } from './message-bus.ts';

/** What travels beside the payload: CloudEvents 1.0 attributes (Kafka binding, binary mode) and our tenant. */
export interface Envelope {
  /** Event id, stable over resends: consumers deduplicate by (company, id). */
  readonly id: string;
  readonly companyId: string;
  readonly key: string;
  /** Name of the process that published it. */
  readonly source: string;
  readonly time: Date;
  readonly traceparent?: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface MessageMeta {
  readonly id: string;
  readonly source: string;
  readonly time: Date;
  readonly traceparent?: string;
}

const contentType = 'application/protobuf';

const keyOf = (topic: Topic, keyParts: readonly string[]): string => {
  if (keyParts.length !== topic.key.length || keyParts.some((part) => part === '')) {
    throw new PermanentError(`a key of ${topic.name} has the parts ${topic.key.join('/')}, none of them empty`);
  }
  if (keyParts[0]?.includes('/')) throw new PermanentError('a company id has no "/": it would read as another company');
  return keyParts.join('/');
};

const outgoing = (topic: Topic, keyParts: readonly string[], value: Uint8Array | null, meta: MessageMeta): OutgoingMessage => ({
  topic: topic.name,
  key: keyOf(topic, keyParts),
  value,
  headers: {
    ce_specversion: '1.0',
    ce_id: meta.id,
    ce_source: meta.source,
    ce_type: topic.name,
    ce_time: meta.time.toISOString(),
    'content-type': contentType,
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
    company: keyParts[0] ?? '',
  },
});

/** @param keyParts as `topic.key` names them; the first is the company. */
export const encodeMessage = <Schema extends DescMessage>(
  topic: Topic<Schema>,
  keyParts: readonly string[],
  message: MessageInitShape<Schema>,
  meta: MessageMeta,
): OutgoingMessage => outgoing(topic, keyParts, toBinary(topic.schema, create(topic.schema, message)), meta);

/** A compacted topic forgets the key some time after its tombstone. */
export const encodeTombstone = (topic: Topic, keyParts: readonly string[], meta: MessageMeta): OutgoingMessage =>
  outgoing(topic, keyParts, null, meta);

const header = (message: IncomingMessage, name: string): string => {
  const value = message.headers[name];
  if (value === undefined || value === '') throw new PermanentError(`header ${name} is missing`);
  return value;
};

/** @throws PermanentError when the record is not one of ours: it can never be handled. */
export const decodeEnvelope = (message: IncomingMessage): Envelope => {
  if (header(message, 'ce_specversion') !== '1.0') throw new PermanentError('ce_specversion is not 1.0');
  if (header(message, 'ce_type') !== message.topic) throw new PermanentError('ce_type does not name the topic');
  const companyId = header(message, 'company');
  // A record whose key and header disagree would be handled as one company and compacted as another.
  if (message.key !== companyId && !message.key.startsWith(`${companyId}/`)) {
    throw new PermanentError('the key does not belong to the company of the header');
  }
  const time = new Date(header(message, 'ce_time'));
  if (Number.isNaN(time.getTime())) throw new PermanentError('ce_time is not a time');
  const { traceparent } = message.headers;
  return {
    id: header(message, 'ce_id'),
    companyId,
    key: message.key,
    source: header(message, 'ce_source'),
    time,
    ...(traceparent === undefined ? {} : { traceparent }),
    topic: message.topic,
    partition: message.partition,
    offset: message.offset,
  };
};

/** @throws PermanentError when the bytes are not a message of this schema. */
export const decodePayload = <Schema extends DescMessage>(schema: Schema, value: Uint8Array): MessageShape<Schema> => {
  try {
    return fromBinary(schema, value);
  } catch (cause) {
    throw new PermanentError(`not a ${schema.typeName}`, { cause });
  }
};
