import { decodeEnvelope, decodePayload } from './envelope.ts';
import type { IncomingMessage } from './message-bus.ts';
import type { Subscription, SubscriptionItem } from './subscription.ts';

/** Some consecutive records and what is to be done about them, all at once. */
export interface Step {
  readonly records: readonly IncomingMessage[];
  run(): Promise<void>;
}

type Decoded =
  | { kind: 'message'; item: SubscriptionItem }
  | { kind: 'tombstone'; run: () => Promise<void> }
  | { kind: 'undecodable'; error: Error };

const decode = (subscription: Subscription, record: IncomingMessage): Decoded => {
  try {
    const envelope = decodeEnvelope(record);
    if (record.value === null) {
      return { kind: 'tombstone', run: async () => subscription.handleTombstone?.(envelope) };
    }
    return { kind: 'message', item: { envelope, message: decodePayload(subscription.topic.schema, record.value) } };
  } catch (error) {
    return { kind: 'undecodable', error: error as Error };
  }
};

/** The next step: one record, or as many consecutive messages as `handleBatch` takes at once. */
export const nextStep = (subscription: Subscription, records: readonly IncomingMessage[], atMost: number): Step => {
  const items: SubscriptionItem[] = [];
  for (const record of records.slice(0, subscription.handleBatch === undefined ? 1 : atMost)) {
    const decoded = decode(subscription, record);
    if (decoded.kind === 'message') {
      items.push(decoded.item);
      continue;
    }
    if (items.length > 0) break;
    if (decoded.kind === 'tombstone') return { records: [record], run: decoded.run };
    return { records: [record], run: () => Promise.reject(decoded.error) };
  }
  return {
    records: records.slice(0, items.length),
    run: async () => {
      const [first] = items;
      if (subscription.handleBatch !== undefined) await subscription.handleBatch(items);
      else if (first !== undefined) await subscription.handle?.(first.message, first.envelope);
    },
  };
};
