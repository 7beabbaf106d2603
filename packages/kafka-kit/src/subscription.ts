import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Topic } from '@genkan/contracts';
import type { Envelope } from './envelope.ts';

/**
 * What a process does with the messages of one topic. Handlers are called again with the same
 * message after a failure, a crash or a rebalance, so their effect is idempotent by event id or
 * version. They return when the effect is durable.
 */
export interface Subscription<Schema extends DescMessage = DescMessage> {
  readonly topic: Topic<Schema>;
  handle?(message: MessageShape<Schema>, envelope: Envelope): Promise<void>;
  /** Instead of `handle`: consecutive messages of one partition, for effects that are cheaper together. */
  handleBatch?(items: readonly SubscriptionItem<Schema>[]): Promise<void>;
  /** Called for a record without value; without it such records are passed over. */
  handleTombstone?(envelope: Envelope): Promise<void>;
}

export interface SubscriptionItem<Schema extends DescMessage = DescMessage> {
  readonly message: MessageShape<Schema>;
  readonly envelope: Envelope;
}

/** Checks the definition and forgets the schema's type, so that different topics fit one list. */
export const subscription = <Schema extends DescMessage>(definition: Subscription<Schema>): Subscription => {
  if ((definition.handle === undefined) === (definition.handleBatch === undefined)) {
    throw new Error(`a subscription of ${definition.topic.name} has exactly one of handle and handleBatch`);
  }
  return definition;
};
