import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { OutgoingMessage } from '../message-bus.ts';
import { inPieces, takeRequest } from './request-size.ts';

const message = (size: number): OutgoingMessage => ({ topic: 't', key: 'k', value: new Uint8Array(size), headers: {} });
const sizes = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300_000 }), fc.constant(900_000)), { maxLength: 40 });

describe('requests', () => {
  test('when a list is cut, then nothing is lost or moved, and a piece is small or a single message', () => {
    fc.assert(
      fc.property(sizes, (list) => {
        const messages = list.map(message);
        const pieces = inPieces(messages);
        expect(pieces.flat()).toEqual(messages);
        for (const piece of pieces) {
          const bytes = piece.reduce((sum, { value }) => sum + (value?.byteLength ?? 0), 0);
          expect(piece.length === 1 || bytes <= 512 * 1024).toBe(true);
        }
      }),
    );
  });

  test('when messages are small, then a piece holds a thousand', () => {
    const pieces = inPieces(Array.from({ length: 2_500 }, () => message(0)));
    expect(pieces.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  });

  test('when a queue is taken request by request, then every open one is taken once in order, and settled ones are dropped', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sizes, fc.boolean())), (list) => {
        const queue = list.map(([each, settled], id) => ({ id, settled, messages: each.map(message) }));
        const wanted = queue.filter(({ settled }) => !settled).map(({ id }) => id);
        const taken: number[] = [];
        for (let request = takeRequest(queue); request.length > 0; request = takeRequest(queue)) taken.push(...request.map(({ id }) => id));
        expect(taken).toEqual(wanted);
        expect(queue).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
