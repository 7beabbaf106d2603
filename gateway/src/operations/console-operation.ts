import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import { encodeMessage, type MessageBus, type OutgoingMessage } from '@genkan/kafka-kit';
import { currentTraceparent, newId, Problem, type Clock } from '@genkan/service-kit';

/** A login or log-out at the console, for the audit trail. */
export interface ConsoleOperation {
  kind: 'console-login' | 'console-logout';
  companyId: string;
  administratorKey: string;
  name: string;
  ip: string;
  succeeded: boolean;
  /** Words for the remark; never a secret. */
  details?: Record<string, string>;
}

/** The record of an operation that happens now, under a new id. */
export function consoleOperationRecord({ kind, companyId, administratorKey, name, ip, succeeded, details = {} }: ConsoleOperation, clock: Clock): OutgoingMessage {
  const operationId = newId();
  const now = clock();
  const message = {
    operationId,
    companyId,
    kind,
    actor: { kind: ActorKind.ADMINISTRATOR, id: administratorKey, name },
    result: succeeded ? OperationResult.SUCCEEDED : OperationResult.FAILED,
    details,
    occurredAt: timestampFromDate(now),
    ip,
  };
  return encodeMessage(topics.operations, [companyId], message, { id: operationId, source: 'gateway', time: now, traceparent: currentTraceparent() });
}

/** Resolves when all in-sync replicas have the record; otherwise throws `unavailable`. */
export type PublishOperation = (operation: ConsoleOperation) => Promise<void>;

/** For what may only happen once it is on record. */
export const publishOperation =
  (bus: MessageBus, clock: Clock): PublishOperation =>
  async (operation) => {
    try {
      await bus.publish([consoleOperationRecord(operation, clock)]);
    } catch (cause) {
      throw new Problem('unavailable', { cause });
    }
  };

/** Resolves when the record is safe and will be published. */
export type KeepOperation = (operation: ConsoleOperation) => Promise<void>;

/** For what happens whether Kafka is there or not. */
export const keepOperation =
  (keep: (record: OutgoingMessage) => Promise<void>, clock: Clock): KeepOperation =>
  (operation) =>
    keep(consoleOperationRecord(operation, clock));
