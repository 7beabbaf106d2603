import { consumerGroups, deadLetterDays, deadLetterTopic, type Retention, topics } from '@genkan/contracts';
import { createTopics as createMissing, serveTopics as createMissingAndServe, type WantedTopic } from '@genkan/kafka-kit';

const partitions = 3;
const dayMs = 86_400_000;
const unsaid = (): void => undefined;

const client = (brokers: string) => ({
  clientId: 'genkan-local-stack',
  brokers: brokers.split(','),
  log: { debug: unsaid, info: unsaid, warn: unsaid, error: unsaid },
});

const configOf = (retention: Retention): WantedTopic['config'] =>
  retention.kind === 'compacted' ? { 'cleanup.policy': 'compact' } : { 'cleanup.policy': 'delete', 'retention.ms': String(retention.days * dayMs) };

const wanted = (): WantedTopic[] => [
  ...Object.values(topics).map(({ name, retention }) => ({ name, partitions, config: configOf(retention) })),
  ...consumerGroups.map((group) => ({ name: deadLetterTopic(group), partitions, config: configOf({ kind: 'days', days: deadLetterDays }) })),
];

/**
 * Creates the topics of `@genkan/contracts` that are missing; existing ones stay as they are.
 * @param brokers comma list of host:port
 * @throws kafkajs' error when the broker does not answer
 */
export const createTopics = (brokers: string): Promise<void> => createMissing(client(brokers), wanted());

/**
 * Creates missing topics and asks every partition for its end.
 * @throws kafkajs' error while a partition is not served
 */
export const serveTopics = (brokers: string): Promise<void> => createMissingAndServe(client(brokers), wanted());
