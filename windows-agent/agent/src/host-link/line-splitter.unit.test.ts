import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLineSplitter } from './line-splitter.ts';

const text = (line: string) => ({ ok: true, text: line });

describe('createLineSplitter', () => {
  test('when the stream is cut anywhere, then the lines are the same', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((value) => !/[\n\r]/.test(value));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat({ max: 200 })), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((value) => `${value}\n`).join(''));
        const places = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
        const split = createLineSplitter();
        const pieces = [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
        expect(pieces.flatMap((piece) => split(piece))).toEqual(lines.map(text));
      }),
    );
  });

  test('when a line is too long, then it alone is thrown away', () => {
    const split = createLineSplitter(8);
    expect(split(Buffer.from('12345678\n123456789'))).toEqual([text('12345678')]);
    expect(split(Buffer.from('0123456789\nnext\r\n'))).toEqual([{ ok: false, reason: 'too-long' }, text('next')]);
  });

  test('when bytes are no UTF-8, then the line is refused and the next one is read', () => {
    expect(createLineSplitter()(Buffer.from([0xff, 0x0a, 0x41, 0x0a]))).toEqual([{ ok: false, reason: 'not-utf8' }, text('A')]);
  });
});
