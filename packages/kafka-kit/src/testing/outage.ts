import { PermanentError } from '../failure.ts';
import type { MessageBus } from '../message-bus.ts';
import { pauseMs } from '../within.ts';
import { plainMessage, textOf } from './bus-rig.ts';
import { until } from './until.ts';

export interface OutageOptions {
  /** A bus per member, as separate processes would have. */
  readonly publisher: MessageBus;
  readonly members: readonly MessageBus[];
  readonly topic: string;
  readonly group: string;
  readonly publishers: number;
  /** Takes the brokers away; the workload goes on. */
  takeDown(): Promise<void>;
  /** Resolves as soon as the brokers take connections again. */
  bringBack(): Promise<void>;
  /** Default 60,000 ms. */
  readonly outageMs?: number;
}

export interface OutageReport {
  readonly acknowledged: number;
  /** Acknowledged messages without an effect: must be empty. */
  readonly lost: readonly string[];
  /** Keys whose effects came in another order than they were sent: must be empty. */
  readonly disordered: readonly string[];
  /** Publishes that were refused for good: must be 0, an outage is never final. */
  readonly refused: number;
  /** Deliveries beyond the first; allowed, the effect is idempotent. */
  readonly repeated: number;
  /** Time from `bringBack` to the first acknowledged publish, and to the first effect. */
  readonly publishRecoveryMs: number;
  readonly consumeRecoveryMs: number;
}

/**
 * A workload over an outage: publishers that send each message until it is acknowledged, members
 * that remember each effect once; the report is checked by the caller.
 */
export const runOutage = async (options: OutageOptions): Promise<OutageReport> => {
  const { publisher, members, topic, group, outageMs = 60_000 } = options;
  const acknowledged: string[] = [];
  const effects = new Map<string, string[]>();
  const known = new Set<string>();
  let repeated = 0;
  let refused = 0;
  let lastEffectAt = 0;
  let lastAckAt = 0;
  let publishing = true;

  const consumptions = await Promise.all(
    members.map((member) =>
      member.consume({ group, topics: [topic], fromBeginning: true }, async (batch) => {
        for (const message of batch.messages) {
          if (batch.isStale()) return;
          const id = textOf(message.value);
          if (known.has(id)) repeated += 1;
          else {
            known.add(id);
            effects.set(message.key, [...(effects.get(message.key) ?? []), id]);
            lastEffectAt = performance.now();
          }
          batch.resolve(message.offset);
        }
      }),
    ),
  );

  const publish = async (key: string): Promise<void> => {
    for (let step = 0; publishing; step++) {
      const id = `${key}:${step}`;
      for (let acked = false; !acked; ) {
        acked = await publisher.publish([plainMessage(topic, key, id)], { withinMs: 2_000 }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof PermanentError) refused += 1;
            return false;
          },
        );
      }
      acknowledged.push(id);
      lastAckAt = performance.now();
      await pauseMs(5, new AbortController().signal);
    }
  };
  const workload = Promise.all(Array.from({ length: options.publishers }, (_, index) => publish(`key-${index}`)));
  const run = (ms: number): Promise<void> => pauseMs(ms, new AbortController().signal);

  await until(() => acknowledged.length > 500);
  await options.takeDown();
  await run(outageMs);
  await options.bringBack();
  const backAt = performance.now();
  await until(() => lastAckAt > backAt);
  const publishRecoveryMs = lastAckAt - backAt;
  await until(() => lastEffectAt > backAt);
  const consumeRecoveryMs = lastEffectAt - backAt;
  await run(2_000);
  publishing = false;
  await workload;
  await until(() => acknowledged.every((id) => known.has(id)));
  await Promise.all(consumptions.map((consumption) => consumption.stop()));

  const stepOf = (id: string): number => Number(id.split(':')[1]);
  const isOrdered = (ids: readonly string[]): boolean => ids.every((id, at) => stepOf(id) === at);
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((id) => !known.has(id)),
    disordered: [...effects].filter(([, ids]) => !isOrdered(ids)).map(([key]) => key),
    refused,
    repeated,
    publishRecoveryMs,
    consumeRecoveryMs,
  };
};
