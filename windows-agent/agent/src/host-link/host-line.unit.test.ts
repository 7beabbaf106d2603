import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseHostLine } from './host-line.ts';

const bootId = '0b6c5a1e-6f3b-4d0a-9a3f-2f6f0f1f2f3f';
const stampText = '1764000000000/5000/540';
const stamp = { utcMs: 1_764_000_000_000, monotonicMs: 5_000, utcOffsetMinutes: 540 };
const accountHex = Buffer.from('PC01\\太郎').toString('hex');

describe('parseHostLine', () => {
  test.each([
    [`B ${bootId} ${stampText}`, { kind: 'begin', bootId, stamp }],
    [`E ${stampText}`, { kind: 'caught-up', stamp }],
    [
      `S 7 5 2 ${stampText} console S-1-5-21-1-2-3-1001 ${accountHex}`,
      { kind: 'session', number: 7, event: 5, sessionId: 2, stamp, source: 'console', windowsSid: 'S-1-5-21-1-2-3-1001', windowsAccount: 'PC01\\太郎' },
    ],
    [`S 8 3 4 ${stampText} rdp - -`, { kind: 'session', number: 8, event: 3, sessionId: 4, stamp, source: 'rdp' }],
    [`W 9 18 ${stampText}`, { kind: 'power', number: 9, event: 18, stamp }],
    [`H 10 ${stampText}`, { kind: 'heartbeat', number: 10, stamp }],
    [`T 11 preshutdown ${stampText}`, { kind: 'stop', number: 11, reason: 'preshutdown', stamp, past: false }],
    [`T 11 stop ${stampText} past`, { kind: 'stop', number: 11, reason: 'stop', stamp, past: true }],
    ['D 5 30', { kind: 'drain', id: 5, withinMs: 30_000 }],
    ['O 3 logon 4242 0 - -', { kind: 'open', connection: 3, client: 'logon', processId: 4242, sessionId: 0 }],
    ['P 3 {"v":1, "id":"a b"}', { kind: 'payload', connection: 3, text: '{"v":1, "id":"a b"}' }],
    ['C 3', { kind: 'close', connection: 3 }],
    ['A 4 1 00ff', { kind: 'answer', id: 4, ok: true, payload: Buffer.from([0, 255]) }],
    ['A 4 0 ', { kind: 'answer', id: 4, ok: false, payload: Buffer.alloc(0) }],
    ['X clock -600000', { kind: 'clock-error', ms: -600_000 }],
  ])('when the host says "%s", then it is understood', (line, read) => {
    expect(parseHostLine(line)).toEqual(read);
  });

  test.each([
    '', 'Z', 'R', 'S', `S 7 5 2 ${stampText} console S-1-5-21-1`, `S 7 5 2 ${stampText} cloud - -`, `S -1 5 2 ${stampText} console - -`,
    `S 07 5 2 ${stampText} console - -`, `S 7 5 4294967296 ${stampText} console - -`, `S 7 5 2 ${stampText} console S-1-5-21-1 zz`,
    `S 7 5 2 ${stampText} console - ${accountHex}`, `S 7 5 2 1/2 console - -`, `W 9 18 ${stampText} more`, 'H 10 9999999999999999/1/0',
    'H 10 1764000000000/1/99999', `T 1 now ${stampText}`, `T 1 stop ${stampText} later`, `T 1 stop ${stampText} past past`, 'D 5', 'D 5 3601', 'D 5 -1', 'D 5 1 1', `B not-a-uuid ${stampText}`, 'P 3', 'P 3 ', 'P x {}', 'A 1 2 00', 'A 1 1 0', 'A 1 1',
    'E', 'E 1', `E ${stampText} 1`, `E 1 ${stampText}`, 'C 3 4', 'X clock fast', 'X time 1', 'O 3 admin 1 0 - -', `H 99999999999999999 ${stampText}`,
  ])('when the line is "%s", then it is none', (line) => {
    expect(parseHostLine(line)).toBeUndefined();
  });

  test('when any text comes in, then it is read or refused, never thrown at', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('S', 'W', 'H', 'T', 'B', 'E', 'D', 'past', 'O', 'P', 'C', 'A', 'X', stampText, bootId, '-', '1', 'console', 'logon', '00'), fc.nat().map(String));
    const lines = fc.oneof(fc.string({ unit: 'binary' }), fc.array(word, { maxLength: 10 }).map((words) => words.join(' ')));
    fc.assert(
      fc.property(lines, (line) => {
        const read = parseHostLine(line);
        if (read !== undefined && 'stamp' in read) expect(() => new Date(read.stamp.utcMs).toISOString()).not.toThrow();
      }),
      { numRuns: 5_000 },
    );
  });
});
