export type { Clock, Log } from './log.ts';
export type {
  Batch, BatchHandler, ConsumeOptions, Consumption, IncomingMessage, MessageBus, OutgoingMessage, PublishOptions,
} from './message-bus.ts';
export { createKafkajsBus } from './kafkajs/bus.ts';
export type { KafkajsBusOptions } from './kafkajs/bus.ts';
export { createTopics, serveTopics } from './kafkajs/topics.ts';
export type { WantedTopic } from './kafkajs/topics.ts';
export { createMemoryBus } from './memory/bus.ts';
export type { MemoryBus } from './memory/bus.ts';
export { createMemoryOutboxStore } from './memory/outbox-store.ts';
export type { MemoryOutboxStore } from './memory/outbox-store.ts';
export { encodeMessage, encodeTombstone, decodeEnvelope, decodePayload } from './envelope.ts';
export type { Envelope, MessageMeta } from './envelope.ts';
export { failureKind, PermanentError, TransientError } from './failure.ts';
export type { FailureKind } from './failure.ts';
export { subscription } from './subscription.ts';
export type { Subscription, SubscriptionItem } from './subscription.ts';
export { startSubscriptions } from './start-subscriptions.ts';
export type { Running, SubscriptionsOptions } from './start-subscriptions.ts';
export { newestStates, outboxEntry, outboxLimit, outboxShards } from './outbox-store.ts';
export type { AcquiredLease, OutboxEntry, OutboxStore, PendingDocument, ShardLease } from './outbox-store.ts';
export { freshLeases, grantLeases, isCurrentLease, releaseLeases } from './shard-leases.ts';
export type { LeaseRecord, LeaseRecords } from './shard-leases.ts';
export { startOutboxRelay } from './outbox-relay.ts';
export type { OutboxRelay, OutboxRelayOptions } from './outbox-relay.ts';
export { announcer } from './announcer.ts';
export type { AnnouncedOperation, Announcer } from './announcer.ts';
