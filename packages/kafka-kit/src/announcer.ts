import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ActorKind, OperationResult, topics } from '@genkan/contracts';
import type { Topic } from '@genkan/contracts';
import { encodeMessage, encodeTombstone } from './envelope.ts';
import { outboxEntry } from './outbox-store.ts';
import type { OutboxEntry } from './outbox-store.ts';

/** One thing that somebody did, for the audit trail (domain 3.4.2). Never a secret, code or token. */
export interface AnnouncedOperation {
  /** Code word of domain 3.4.2. */
  readonly kind: string;
  readonly actor: {
    readonly kind: 'user' | 'administrator' | 'operator' | 'device' | 'system';
    readonly id: string;
    readonly name: string;
    readonly ip: string;
    readonly clientVersion?: string;
  };
  readonly occurredAt: Date;
  readonly targetUserId?: string;
  readonly targetName?: string;
  /** Default: succeeded. */
  readonly result?: 'succeeded' | 'failed';
  readonly details: Readonly<Record<string, string>>;
}

export interface Announcer {
  /** The state of one thing at one version; unsent states of the same thing collapse to the newest. */
  readonly stateEntry: <Schema extends DescMessage>(
    topic: Topic<Schema>,
    keyParts: readonly string[],
    message: MessageInitShape<Schema>,
    version: number,
    at: Date,
  ) => OutboxEntry;
  /** The end of a thing: the compacted topic forgets it. */
  readonly tombstoneEntry: (topic: Topic, keyParts: readonly string[], version: number, at: Date) => OutboxEntry;
  /**
   * The audit record of a change. Its id is made of the thing and the version the change led to, so that a
   * repeated save cannot record it twice.
   */
  readonly operationEntry: (companyId: string, thing: string, version: number, operation: AnnouncedOperation) => OutboxEntry;
}

const actorKinds = {
  user: ActorKind.USER,
  administrator: ActorKind.ADMINISTRATOR,
  operator: ActorKind.OPERATOR,
  device: ActorKind.DEVICE,
  system: ActorKind.SYSTEM,
} as const;

/** Outbox entries in the name of one service. `traceparent` tells the request that is being served. */
export const announcer = (source: string, traceparent: () => string): Announcer => {
  const state = (topic: Topic, keyParts: readonly string[], version: number, at: Date) => {
    const thing = `${topic.name}:${keyParts.join('/')}`;
    const id = `${thing}:${version}`;
    return { meta: { id, source, time: at, traceparent: traceparent() }, entry: { id, at, stateOf: thing } };
  };
  return {
    stateEntry(topic, keyParts, message, version, at) {
      const { meta, entry } = state(topic, keyParts, version, at);
      return outboxEntry(encodeMessage(topic, keyParts, message, meta), entry);
    },
    tombstoneEntry(topic, keyParts, version, at) {
      const { meta, entry } = state(topic, keyParts, version, at);
      return outboxEntry(encodeTombstone(topic, keyParts, meta), entry);
    },
    operationEntry(companyId, thing, version, { kind, actor, occurredAt, targetUserId = '', targetName = '', result = 'succeeded', details }) {
      const id = `${source}:${kind}:${thing}:${version}`;
      const message = {
        operationId: id,
        companyId,
        kind,
        actor: { kind: actorKinds[actor.kind], id: actor.id, name: actor.name },
        targetUserId,
        targetName,
        result: result === 'succeeded' ? OperationResult.SUCCEEDED : OperationResult.FAILED,
        details: { ...details },
        occurredAt: timestampFromDate(occurredAt),
        ip: actor.ip,
        clientVersion: actor.clientVersion ?? '',
      };
      const meta = { id, source, time: occurredAt, traceparent: traceparent() };
      return outboxEntry(encodeMessage(topics.operations, [companyId], message, meta), { id, at: occurredAt });
    },
  };
};
