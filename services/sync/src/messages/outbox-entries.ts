import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { encodeMessage, encodeTombstone } from '@genkan/kafka-kit';
import { outboxEntry } from '@genkan/mongo-kit';
import type { OutboxEntry } from '@genkan/mongo-kit';
import { currentTraceparent } from '@genkan/service-kit';
import type { Operation } from '../operations/operation.ts';

const source = 'sync';

const thingOf = (topic: Topic, keyParts: readonly string[]): string => `${topic.name}:${keyParts.join('/')}`;

/** The state of one thing at one version; unsent states of the same thing collapse to the newest. */
export function stateEntry<Schema extends DescMessage>(
  topic: Topic<Schema>,
  keyParts: readonly string[],
  message: MessageInitShape<Schema>,
  version: number,
  at: Date,
): OutboxEntry {
  const thing = thingOf(topic, keyParts);
  const id = `${thing}:${version}`;
  return outboxEntry(encodeMessage(topic, keyParts, message, { id, source, time: at, traceparent: currentTraceparent() }), { id, at, stateOf: thing });
}

/** The end of a thing: the compacted topic forgets it. */
export function tombstoneEntry(topic: Topic, keyParts: readonly string[], version: number, at: Date): OutboxEntry {
  const thing = thingOf(topic, keyParts);
  const id = `${thing}:${version}`;
  return outboxEntry(encodeTombstone(topic, keyParts, { id, source, time: at, traceparent: currentTraceparent() }), { id, at, stateOf: thing });
}

const actorKinds = { administrator: ActorKind.ADMINISTRATOR, operator: ActorKind.OPERATOR, system: ActorKind.SYSTEM } as const;

/** The audit record of a change. Its id is made of the thing and its new version, so that it cannot be recorded twice. */
export function operationEntry(companyId: string, thing: string, version: number, operation: Operation): OutboxEntry {
  const id = `${source}:${operation.kind}:${thing}:${version}`;
  const { actor, occurredAt } = operation;
  const message = encodeMessage(
    topics.operations,
    [companyId],
    {
      operationId: id,
      companyId,
      kind: operation.kind,
      actor: { kind: actorKinds[actor.kind], id: actor.id, name: actor.name },
      targetUserId: operation.targetUserId ?? '',
      targetName: operation.targetName ?? '',
      result: operation.result === 'succeeded' ? OperationResult.SUCCEEDED : OperationResult.FAILED,
      details: { ...operation.details },
      occurredAt: timestampFromDate(occurredAt),
      ip: actor.ip,
    },
    { id, source, time: occurredAt, traceparent: currentTraceparent() },
  );
  return outboxEntry(message, { id, at: occurredAt });
}
