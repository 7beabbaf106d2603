import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { fixRequestQueue } from './request-queue-fix.ts';

interface TestQueue {
  throttledUntil: number;
  push(request: { entry: { correlationId: number; resolve(): void; reject(): void }; expectResponse: boolean; sendRequest(): void }): void;
  fulfillRequest(answer: { correlationId: number; payload: Buffer; size: number }): void;
  destroy(): void;
}

const nothing = (): void => undefined;

describe('the request queue of kafkajs', () => {
  let queue: TestQueue;
  let sent: number[];

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    fixRequestQueue();
    const Queue = RequestQueue as unknown as new (options: object) => TestQueue;
    queue = new Queue({ maxInFlightRequests: 1, requestTimeout: 5_000, clientId: 'c', broker: 'b', logger: { debug: nothing, warn: nothing } });
    sent = [];
  });
  afterEach(() => {
    queue.destroy();
    jest.useRealTimers();
  });

  const push = (correlationId: number): void =>
    queue.push({ entry: { correlationId, resolve: nothing, reject: nothing }, expectResponse: true, sendRequest: () => sent.push(correlationId) });
  const answer = (correlationId: number): void => queue.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });

  test('when an answer came and nothing waits, then no timer is armed', () => {
    push(1);
    answer(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('when requests wait for the one in flight, then they are sent in turn without a timer', () => {
    push(1);
    push(2);
    push(3);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
    answer(1);
    answer(2);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('when the broker asked for a pause, then what waits is sent when the pause is over', () => {
    queue.throttledUntil = Date.now() + 700;
    push(1);
    jest.advanceTimersByTime(699);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('when the pause was prolonged meanwhile, then the queue waits for the new end', () => {
    queue.throttledUntil = Date.now() + 100;
    push(1);
    queue.throttledUntil = Date.now() + 300;
    jest.advanceTimersByTime(299);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(sent).toEqual([1]);
  });
});
