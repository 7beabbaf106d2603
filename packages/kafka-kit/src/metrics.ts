import { Counter, Gauge, Histogram, register } from 'prom-client';

/** Re-uses the metric when the module is loaded twice in one process (test runners do that). */
const once = <Metric>(name: string, make: () => Metric): Metric => (register.getSingleMetric(name) as Metric | undefined) ?? make();

const counter = <Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> =>
  once(name, () => new Counter({ name, help, labelNames }));

const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> =>
  once(name, () => new Gauge({ name, help, labelNames }));

export const metrics = {
  handled: counter('genkan_messages_handled_total', 'Messages whose effect is durable.', ['group', 'topic']),
  retried: counter('genkan_messages_retried_total', 'Attempts that failed and will be repeated.', ['group', 'topic', 'kind']),
  deadLettered: counter('genkan_dead_letters_total', 'Messages that went to the dead-letter topic.', ['group', 'topic']),
  lag: gauge('genkan_consumer_lag', 'Messages between the last handled one and the end of the partition.', ['group', 'topic', 'partition']),
  rejoined: counter('genkan_consumer_rejoins_total', 'Times that this member left its group because of a failure.', ['group', 'reason']),
  published: counter('genkan_messages_published_total', 'Messages acknowledged by all in-sync replicas.', ['topic']),
  publishFailed: counter('genkan_publish_failures_total', 'Send attempts that failed.', ['topic']),
  publishSeconds: once('genkan_publish_seconds', () => new Histogram({
    name: 'genkan_publish_seconds',
    help: 'Time from publish() to the acknowledgement.',
    labelNames: ['topic'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10],
  })),
  outboxRelayed: counter('genkan_outbox_relayed_total', 'Outbox entries published and removed.', []),
  outboxOldestSeconds: gauge('genkan_outbox_oldest_seconds', 'Age of the oldest outbox entry.', []),
};
