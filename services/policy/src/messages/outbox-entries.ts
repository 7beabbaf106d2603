import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { encodeMessage } from '@genkan/kafka-kit';
import { outboxEntry } from '@genkan/mongo-kit';
import type { OutboxEntry } from '@genkan/mongo-kit';
import { currentTraceparent } from '@genkan/service-kit';
import type { Operation } from '../operations/operation.ts';

const source = 'policy';

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
  return outboxEntry(encodeMessage(topic, keyParts, message, { id, source, time: at, traceparent: currentTraceparent() }), {
    id,
    at,
    stateOf: thing,
  });
}

/**
 * The audit record of a change. Its id is made of the thing and the version the change led to, so that a
 * repeated save cannot record it twice.
 */
export function operationEntry(companyId: string, thing: string, version: number, operation: Operation): OutboxEntry {
  const id = `${source}:${operation.kind}:${thing}:${version}`;
  const { actor } = operation;
  const message = encodeMessage(
    topics.operations,
    [companyId],
    {
      operationId: id,
      companyId,
      kind: operation.kind,
      actor: {
        kind: actor.kind === 'operator' ? ActorKind.OPERATOR : ActorKind.ADMINISTRATOR,
        id: actor.id,
        name: actor.name,
      },
      targetUserId: operation.targetUserId ?? '',
      targetName: operation.targetName ?? '',
      result: OperationResult.SUCCEEDED,
      details: { ...operation.details },
      occurredAt: timestampFromDate(operation.occurredAt),
      ip: actor.ip,
    },
    { id, source, time: operation.occurredAt, traceparent: currentTraceparent() },
  );
  return outboxEntry(message, { id, at: operation.occurredAt });
}
