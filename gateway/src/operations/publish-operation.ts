import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import { encodeMessage, type MessageBus } from '@genkan/kafka-kit';
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

/** Resolves when all in-sync replicas have the record; otherwise throws `unavailable`. */
export type PublishOperation = (operation: ConsoleOperation) => Promise<void>;

export const publishOperation =
  (bus: MessageBus, clock: Clock): PublishOperation =>
  async ({ kind, companyId, administratorKey, name, ip, succeeded, details = {} }) => {
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
    try {
      await bus.publish([
        encodeMessage(topics.operations, [companyId], message, { id: operationId, source: 'gateway', time: now, traceparent: currentTraceparent() }),
      ]);
    } catch (cause) {
      throw new Problem('unavailable', { cause });
    }
  };
