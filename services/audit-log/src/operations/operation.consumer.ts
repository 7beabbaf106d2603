import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import type { Operation } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import { fingerprint } from '../log-entries/fingerprint.ts';
import type { Actor, ActorKind as ActorWord, LogFact, Target } from '../log-entries/log-entry.ts';
import { momentOf } from '../log-entries/moment.ts';
import type { RecordFacts } from '../log-entries/record-facts.ts';

const actorWords = new Map<ActorKind, ActorWord>([
  [ActorKind.USER, 'user'],
  [ActorKind.ADMINISTRATOR, 'administrator'],
  [ActorKind.OPERATOR, 'operator'],
  [ActorKind.SYSTEM, 'system'],
  [ActorKind.DEVICE, 'device'],
]);

/** A code word of the log; words that a later version adds are kept as they come. */
const codeWord = /^[a-z][a-z0-9-]{0,63}$/;

/** What people and services did becomes entries, one each. */
export function operations(record: RecordFacts): Subscription {
  return subscription({
    topic: topics.operations,
    handleBatch: (items) => record(items.map(({ message, envelope }) => operationFact(message, envelope.companyId))),
  });
}

/** @throws PermanentError when the record is not an operation of the company. */
export function operationFact(operation: Operation, companyId: string): LogFact {
  if (operation.companyId !== companyId) throw new PermanentError('the operation is of another company than its record');
  if (operation.operationId === '') throw new PermanentError('the operation has no id');
  if (!codeWord.test(operation.kind)) throw new PermanentError('the operation has no code word');
  const result = operation.result === OperationResult.FAILED ? 'failed' : 'succeeded';
  const occurredAt = momentOf(operation.occurredAt, 'occurred_at');
  const actor = actorOf(operation);
  const target = targetOf(operation);
  const values = valuesOf(operation.details);
  return {
    companyId,
    sourceId: `operation:${operation.operationId}`,
    fingerprint: fingerprint({ kind: operation.kind, actor, target, result, occurredAt, details: Object.entries(values).sort() }),
    operation: operation.kind,
    occurredAt,
    actor,
    target,
    remark: { key: result, values },
    words: [operation.kind, result],
    ip: operation.ip,
    clientVersion: operation.clientVersion,
    result,
  };
}

/** An operation that names no actor was done by Genkan itself. */
function actorOf({ actor }: Operation): Actor {
  const kind = actor === undefined ? undefined : actorWords.get(actor.kind);
  return actor === undefined || kind === undefined ? { kind: 'system', id: '', name: '' } : { kind, id: actor.id, name: actor.name };
}

function targetOf({ targetUserId, targetName }: Operation): Target | null {
  if (targetUserId === '' && targetName === '') return null;
  return { userId: targetUserId === '' ? null : targetUserId, name: targetName };
}

/** Keys become field names of the stored entry, where "." and "$" would be read as something else. */
function valuesOf(details: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key.replaceAll(/[^\w-]/g, '_'), value]));
}
