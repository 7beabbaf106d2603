import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import type { SessionEvent } from '../session-watch/session-event.ts';
import { createEventQueue } from './event-queue.ts';
import type { EventQueue } from './event-queue.ts';

const logon: SessionEvent = {
  kind: 'logon',
  stamp: { utcMs: Date.parse('2026-11-24T00:10:00Z'), monotonicMs: 61_000, utcOffsetMinutes: 540 },
  bootId: '0b6c5a1e-6f3b-4d0a-9a3f-2f6f0f1f2f3f',
  source: 'console',
  inferred: false,
  clockOffsetMs: -600_000,
  session: { sessionId: 1, windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro' },
};

let database: Database;
let queue: EventQueue;
let now = 0;
let ids = 0;

beforeEach(() => {
  now = 1_000;
  ids = 0;
  database = openDatabase(':memory:');
  queue = createEventQueue(database, { newId: () => `e${(ids += 1)}`, now: () => now, clientVersion: '0.1.0' });
});
afterEach(() => database.close());

describe('event queue', () => {
  test('when an event is added, then it waits as the server wants it, with the corrected time', () => {
    queue.append([logon]);
    expect(queue.waiting(10)).toEqual([
      {
        eventId: 'e1', kind: 'logon', sessionId: 1, windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro',
        occurredAt: '2026-11-24T00:00:00.000Z', utcOffsetMinutes: 540, monotonicMs: 61_000, bootId: logon.bootId,
        sequence: 1, source: 'console', inferred: false, clockOffsetMs: -600_000, clientVersion: '0.1.0',
      },
    ]);
  });

  test('when accepted events are pruned, then their numbers never come again and what is not accepted stays', () => {
    queue.append([logon, logon, logon]);
    queue.settle([{ eventId: 'e1', result: 'accepted' }, { eventId: 'e3', result: 'accepted' }, { eventId: 'e2', result: 'rejected', code: 'invalid-event', detail: '' }]);
    now = 100_000;
    expect(queue.prune(1_000, 10)).toBe(0);
    expect(queue.prune(50_000, 10)).toBe(2);
    queue.append([logon]);
    expect(queue.waiting(10).map(({ sequence }) => sequence)).toEqual([4]);
    expect(queue.counts()).toEqual({ waiting: 1, rejected: 1 });
  });

  test('when an answer comes a second time or names a stranger, then nothing changes', () => {
    queue.append([logon]);
    queue.settle([{ eventId: 'e1', result: 'accepted' }]);
    queue.settle([{ eventId: 'e1', result: 'rejected', code: 'late', detail: '' }, { eventId: 'other', result: 'accepted' }]);
    expect(queue.counts()).toEqual({ waiting: 0, rejected: 0 });
  });

  test('when the transaction around it fails, then neither event nor number is used', () => {
    expect(() =>
      database.transaction(() => {
        queue.append([logon]);
        throw new Error('power');
      }),
    ).toThrow('power');
    queue.append([logon]);
    expect(queue.waiting(10).map(({ sequence }) => sequence)).toEqual([1]);
  });
});
