import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { createEventQueue } from '../event-queue/event-queue.ts';
import type { EventQueue } from '../event-queue/event-queue.ts';
import type { AgentSessionEvent } from '../event-queue/agent-session-event.ts';
import type { Gateway, GatewayAnswer } from '../gateway-client/gateway.port.ts';
import { createLogger } from '../log.ts';
import type { SessionEvent } from '../session-watch/session-event.ts';
import { startUplink } from './uplink.ts';
import type { Uplink } from './uplink.ts';

const quiet = createLogger({ level: 'error', write: () => undefined });
const stamp = { utcMs: 1_764_000_000_000, monotonicMs: 1, utcOffsetMinutes: 540 };
const event: SessionEvent = { kind: 'lock', stamp, bootId: 'b', source: 'console', inferred: false, clockOffsetMs: 0 };

let database: Database;
let queue: EventQueue;
let uplink: Uplink | undefined;
let ids = 0;

beforeEach(() => {
  ids = 0;
  database = openDatabase(':memory:');
  queue = createEventQueue(database, { newId: () => `e${(ids += 1)}`, now: () => 0, clientVersion: '1' });
});
afterEach(async () => {
  await uplink?.stop(1_000);
  database.close();
});

function add(count: number): void {
  database.transaction(() => queue.append(Array.from({ length: count }, () => event)));
}

const accepted = (events: readonly AgentSessionEvent[]): GatewayAnswer => ({
  kind: 'answered',
  body: { results: events.map(({ eventId }) => ({ eventId, result: 'accepted' })) },
});

/** A gateway that answers by a function of the batch and of how many batches came before it. */
function startWith(answer: (events: readonly AgentSessionEvent[], call: number) => GatewayAnswer): { batches: string[][] } {
  const batches: string[][] = [];
  let inFlight = 0;
  const gateway: Gateway = {
    async call({ body }) {
      inFlight += 1;
      expect(inFlight).toBe(1);
      const { events } = body as { events: AgentSessionEvent[] };
      batches.push(events.map(({ eventId }) => eventId));
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return answer(events, batches.length);
    },
  };
  uplink = startUplink({ queue, gateway, backOff: { baseMs: 1, capMs: 2 }, random: () => 0.5, log: quiet });
  return { batches };
}

describe('uplink', () => {
  test('when more events wait than a request takes, then they go in order, one request at a time', async () => {
    add(450);
    const { batches } = startWith(accepted);
    await uplink?.drained(5_000);
    expect(batches.map((batch) => batch.length)).toEqual([200, 200, 50]);
    expect(batches.flat()).toEqual(Array.from({ length: 450 }, (_, index) => `e${index + 1}`));
  });

  test('when a new event is recorded, then it goes at once', async () => {
    const { batches } = startWith(accepted);
    add(1);
    uplink?.nudge();
    await uplink?.drained(5_000);
    expect(batches).toEqual([['e1']]);
  });

  test('when the server cannot be reached or is in trouble, then the same events come again until it answers', async () => {
    add(2);
    const troubles: GatewayAnswer[] = [
      { kind: 'unavailable', reason: 'ECONNREFUSED' },
      { kind: 'refused', status: 429, code: 'rate-limited', retryAfterMs: 1 },
      { kind: 'answered', body: 'nonsense' },
      { kind: 'answered', body: { results: [] } },
    ];
    const { batches } = startWith((events, call) => troubles[call - 1] ?? accepted(events));
    await uplink?.drained(5_000);
    expect(batches).toEqual(Array.from({ length: 5 }, () => ['e1', 'e2']));
  });

  test('when the server answers for some only, then the others stay and come again in order', async () => {
    add(3);
    const { batches } = startWith((events, call) => accepted(call === 1 ? events.slice(0, 1) : events));
    await uplink?.drained(5_000);
    expect(batches).toEqual([['e1', 'e2', 'e3'], ['e2', 'e3']]);
  });

  test('when an event is rejected, then it is parked with the reason and the others go on', async () => {
    add(2);
    startWith((events) => ({
      kind: 'answered',
      body: {
        results: events.map(({ eventId }) =>
          eventId === 'e1' ? { eventId, result: 'rejected', code: 'invalid-event', detail: 'why' } : { eventId, result: 'accepted' },
        ),
      },
    }));
    await uplink?.drained(5_000);
    expect(queue.counts()).toEqual({ waiting: 0, rejected: 1 });
    expect(queue.rejected(10)).toEqual([{ eventId: 'e1', sequence: 1, kind: 'lock', code: 'invalid-event', detail: 'why' }]);
  });

  test('when the server refuses whole requests because of one event, then only that one is parked', async () => {
    add(40);
    startWith((events) => (events.some(({ eventId }) => eventId === 'e23') ? { kind: 'refused', status: 400, code: 'invalid-request' } : accepted(events)));
    await uplink?.drained(5_000);
    expect(queue.rejected(10).map(({ eventId, code }) => [eventId, code])).toEqual([['e23', 'invalid-request']]);
    expect(queue.counts().waiting).toBe(0);
  });

  test('when the device is revoked, then nothing is parked', async () => {
    add(1);
    let calls = 0;
    startWith(() => {
      calls += 1;
      return { kind: 'refused', status: 401, code: 'device-revoked' };
    });
    expect(await uplink?.drained(20)).toBe(false);
    expect(calls).toBeGreaterThan(1);
    expect(queue.counts()).toEqual({ waiting: 1, rejected: 0 });
  });
});
