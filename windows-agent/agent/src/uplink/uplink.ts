import { z } from 'zod';
import type { AgentSessionEvent } from '../event-queue/agent-session-event.ts';
import type { EventQueue, EventResult } from '../event-queue/event-queue.ts';
import { agentApi } from '../gateway-client/gateway.port.ts';
import type { Gateway, GatewayFailure } from '../gateway-client/gateway.port.ts';
import type { Logger } from '../log.ts';
import { createAlarm } from './alarm.ts';
import { createBackOff } from './back-off.ts';
import type { BackOffSettings } from './back-off.ts';

/** Most events in one request. */
export const maxBatch = 200;
/** Longest time for one request, in milliseconds. */
const sendBudgetMs = 20_000;

/** Sends what waits in the queue, in order, one request at a time. */
export interface Uplink {
  /** There is something new to send. It does not cut short a wait after a failure. */
  nudge(): void;
  /** What made sending fail is gone, for example the PC is enrolled now. */
  retryNow(): void;
  /** Ends when the request under way has its answer, or after `withinMs`. */
  stop(withinMs: number): Promise<void>;
  /** Whether nothing waits any more, at the latest after `withinMs`; a wait after a failure is cut short. */
  drained(withinMs: number): Promise<boolean>;
}

const Results = z.object({
  results: z.array(
    z.union([
      z.object({ eventId: z.string(), result: z.literal('accepted') }),
      z.object({ eventId: z.string(), result: z.literal('rejected'), code: z.string(), detail: z.string() }),
    ]),
  ),
});

/** Refusals that are about the content of the request; any other may go away by itself. */
const indigestible: ReadonlySet<string> = new Set(['invalid-request', 'malformed-json', 'body-too-large', 'event-batch-too-large', 'invalid-event']);

/** What one attempt led to. */
type Attempt =
  | { readonly kind: 'settled'; readonly results: readonly EventResult[] }
  /** The server cannot take this request as a whole; a smaller one finds the event that is the reason. */
  | { readonly kind: 'indigestible'; readonly code: string }
  | { readonly kind: 'later'; readonly failure: GatewayFailure };

export function startUplink(options: {
  queue: EventQueue;
  gateway: Gateway;
  backOff: BackOffSettings;
  random: () => number;
  log: Logger;
}): Uplink {
  const { queue, gateway, log } = options;
  const backOff = createBackOff(options.backOff, options.random);
  const news = createAlarm();
  const pause = createAlarm();
  const idle = new Set<() => void>();
  let stopped = false;
  let batchSize = maxBatch;

  async function run(): Promise<void> {
    while (!stopped) {
      const events = queue.waiting(batchSize);
      if (events.length === 0) {
        for (const resolve of idle) resolve();
        await news.wait();
        continue;
      }
      const wait = take(events, await attempt(events));
      if (wait !== undefined && !stopped) await pause.wait(wait);
    }
  }

  async function attempt(events: readonly AgentSessionEvent[]): Promise<Attempt> {
    const path = `${agentApi}/session-events`;
    const answer = await gateway.call({ method: 'POST', path, body: { events }, repeatable: true, budgetMs: sendBudgetMs });
    if (answer.kind === 'answered') {
      const read = Results.safeParse(answer.body);
      if (read.success) return { kind: 'settled', results: read.data.results };
      return { kind: 'later', failure: { kind: 'unavailable', reason: 'unreadable-answer' } };
    }
    if (answer.kind === 'refused' && indigestible.has(answer.code)) return { kind: 'indigestible', code: answer.code };
    return { kind: 'later', failure: answer };
  }

  /** Takes note of the outcome; the wait before the next attempt in milliseconds, undefined for none. */
  function take(events: readonly AgentSessionEvent[], outcome: Attempt): number | undefined {
    switch (outcome.kind) {
      case 'settled': return settle(events, outcome.results);
      case 'indigestible': return shrink(events, outcome.code);
      case 'later': {
        const { failure } = outcome;
        const wait = backOff.next(failure.retryAfterMs);
        const why = failure.kind === 'refused' ? failure.code : failure.reason;
        log.info('Events wait', { why, events: events.length, waitMs: wait });
        return wait;
      }
      default: return outcome satisfies never;
    }
  }

  function settle(events: readonly AgentSessionEvent[], results: readonly EventResult[]): number | undefined {
    const asked = new Set(events.map((event) => event.eventId));
    const about = results.filter((result) => asked.has(result.eventId));
    queue.settle(about);
    for (const result of about) {
      if (result.result === 'rejected') log.warn('An event was rejected', { eventId: result.eventId, errorCode: result.code });
    }
    if (about.length === 0) return backOff.next();
    backOff.reset();
    batchSize = Math.min(maxBatch, batchSize * 2);
    return undefined;
  }

  function shrink(events: readonly AgentSessionEvent[], code: string): number {
    const [first] = events;
    if (events.length === 1 && first !== undefined) {
      queue.settle([{ eventId: first.eventId, result: 'rejected', code, detail: 'The server refused the request that held only this event.' }]);
      log.warn('An event was parked', { eventId: first.eventId, errorCode: code });
    }
    batchSize = Math.max(1, Math.floor(events.length / 2));
    return backOff.next();
  }

  const ended = run().catch((error: unknown) => {
    log.error('The uplink ended', { error });
    throw error;
  });

  return {
    nudge: () => news.ring(),
    retryNow() {
      backOff.reset();
      pause.ring();
      news.ring();
    },
    async stop(withinMs) {
      stopped = true;
      news.ring();
      pause.ring();
      await within(ended, withinMs);
    },
    async drained(withinMs) {
      if (queue.counts().waiting === 0) return true;
      pause.ring();
      let tell = () => {};
      const sent = new Promise<void>((resolve) => (tell = resolve));
      idle.add(tell);
      await within(sent, withinMs);
      idle.delete(tell);
      return queue.counts().waiting === 0;
    },
  };
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
