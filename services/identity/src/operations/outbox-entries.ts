import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { outboxEntry } from '@genkan/mongo-kit';
import type { OutboxEntry } from '@genkan/mongo-kit';
import { currentTraceparent } from '@genkan/service-kit';
import type { Actor, Operation } from './operation.ts';

const source = 'identity';

/** The state of one thing at one version; unsent states of the same thing collapse to the newest. */
export function stateEntry<Schema extends DescMessage>(
  topic: Topic<Schema>,
  keyParts: string[],
  message: MessageInitShape<Schema>,
  version: number,
  at: Date,
): OutboxEntry {
  const thing = `${topic.name}:${keyParts.join('/')}`;
  const id = `${thing}:${version}`;
  return outboxEntry(encodeMessage(topic, keyParts, message, { id, source, time: at, traceparent: currentTraceparent() }), { id, at, stateOf: thing });
}

/**
 * The audit record of a change. Its id is made of the thing and the version the change led to, so that a
 * repeated save cannot record it twice.
 */
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
      result: OperationResult.SUCCEEDED,
      details: { ...operation.details },
      occurredAt: timestampFromDate(occurredAt),
      ip: actor.ip,
      clientVersion: actor.clientVersion ?? '',
    },
    { id, source, time: occurredAt, traceparent: currentTraceparent() },
  );
  return outboxEntry(message, { id, at: occurredAt });
}

const actorKinds: Readonly<Record<Actor['kind'], ActorKind>> = {
  user: ActorKind.USER,
  administrator: ActorKind.ADMINISTRATOR,
  operator: ActorKind.OPERATOR,
  device: ActorKind.DEVICE,
  system: ActorKind.SYSTEM,
};
