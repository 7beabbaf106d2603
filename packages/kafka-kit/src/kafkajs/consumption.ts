import type { Kafka } from 'kafkajs';
import { backoffMs } from '../backoff.ts';
import type { Log } from '../log.ts';
import type { BatchHandler, ConsumeOptions, Consumption } from '../message-bus.ts';
import { metrics } from '../metrics.ts';
import { pauseMs } from '../within.ts';
import { startMember } from './member.ts';
import type { Member } from './member.ts';

/** A member that has heard nothing for this long is not consuming, whatever it believes. */
const silentTooLongMs = 30_000;
/** A start waits this long for the first join, then goes on in the background. */
const firstJoinWithinMs = 15_000;
/** A membership that lasted this long was a good one: the next failure starts the back-off anew. */
const goodMembershipMs = 60_000;

/** Keeps one membership of a group alive: whatever ends it, another is started. */
export const startConsumption = async (kafka: Kafka, options: ConsumeOptions, handler: BatchHandler, log: Log): Promise<Consumption> => {
  const { group } = options;
  const stopping = new AbortController();
  const paused = new Set<string>();
  const stuckHandlers = new Set<string>();
  const firstJoin = Promise.withResolvers<void>();
  let member: Member | undefined;
  let lastFailure: unknown;
  const idOf = (topic: string, partition: number): string => `${topic}/${partition}`;

  const onStuck = (abandoned: Promise<void>, where: string): void => {
    stuckHandlers.add(where);
    const over = (): unknown => stuckHandlers.delete(where);
    abandoned.then(over, over);
  };

  const keepMember = async (): Promise<void> => {
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const startedAt = performance.now();
      const current = startMember(
        kafka,
        { ...options, stuckAfterMs: options.stuckAfterMs ?? 30_000, isPaused: (topic, partition) => paused.has(idOf(topic, partition)), onStuck },
        handler,
      );
      member = current;
      void current.joined.then(() => {
        lastFailure = undefined;
        firstJoin.resolve();
      });
      const ending = await current.ended;
      member = undefined;
      await current.leave();
      if (ending.reason === 'left') continue;
      lastFailure = ending.error;
      metrics.rejoined.inc({ group, reason: ending.reason });
      log.warn({ group, reason: ending.reason, err: ending.error }, 'left the consumer group; joining again');
      if (performance.now() - startedAt > goodMembershipMs) attempt = 1;
      await pauseMs(backoffMs(attempt, { firstMs: 250, capMs: 5_000 }), stopping.signal);
    }
  };
  const keeping = keepMember();
  await Promise.race([firstJoin.promise, pauseMs(firstJoinWithinMs, stopping.signal)]);

  return {
    pause(topic, partition) {
      paused.add(idOf(topic, partition));
      member?.pause(topic, partition);
    },
    resume(topic, partition) {
      paused.delete(idOf(topic, partition));
      member?.resume(topic, partition);
    },
    async health() {
      if (stuckHandlers.size > 0) throw new Error(`${group}: handler stuck on ${[...stuckHandlers].join(', ')}`);
      if (member === undefined || lastFailure !== undefined) throw new Error(`${group}: not in its group`, { cause: lastFailure });
      if (member.silentForMs() > silentTooLongMs) throw new Error(`${group}: no sign from the brokers for ${Math.round(member.silentForMs())} ms`);
    },
    async stop() {
      stopping.abort();
      await member?.leave();
      await keeping;
    },
  };
};
