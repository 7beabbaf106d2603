import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '../log-entries/folded-text.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { escapeRegex } from './escape-regex.ts';
import { continuedPeriod, periodOf } from './period.ts';
import { words, wordsLabelled } from './words.ts';

const now = new Date('2026-11-24T12:00:00Z');
const day = 86_400_000;
const before = (days: number) => new Date(now.getTime() - days * day);

describe('periodOf', () => {
  test('when nothing is asked, then the last 30 days until whatever is recorded', () => {
    expect(periodOf({}, now)).toEqual({ ok: true, period: { from: before(30), to: undefined } });
  });
  test('when only the end is asked, then the 30 days before it', () => {
    expect(periodOf({ to: before(10) }, now)).toEqual({ ok: true, period: { from: before(40), to: before(10) } });
  });
  test('when it is 100 days, then allowed; a day more, then too long, also without an end', () => {
    expect(periodOf({ from: before(100), to: now }, now).ok).toBe(true);
    expect(periodOf({ from: before(101), to: now }, now)).toEqual({ ok: false, fault: 'too-long' });
    expect(periodOf({ from: before(101) }, now)).toEqual({ ok: false, fault: 'too-long' });
  });
  test('when the end is not after the beginning, then reversed', () => {
    expect(periodOf({ from: now, to: now }, now)).toEqual({ ok: false, fault: 'reversed' });
  });
  test('when a cursor brings a period nobody was allowed, then it is not continued', () => {
    expect(continuedPeriod({ from: before(100), to: undefined }, new Date(now.getTime() + 3_600_000))).toBe(true);
    expect(continuedPeriod({ from: new Date(0), to: undefined }, now)).toBe(false);
  });
});

describe('cursor', () => {
  const search = { companyId: 'c', period: { from: before(30), to: undefined }, text: 'ロック' };
  const position = { recordedAt: now, entryId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' };

  test('when it comes back to its search, then it says where to go on and in which period', () => {
    expect(readCursor(writeCursor(search, position), 'c', 'ロック')).toEqual({ position, period: search.period });
  });
  test('when it comes to another company or another text, then it is refused', () => {
    const cursor = writeCursor(search, position);
    expect(readCursor(cursor, 'd', 'ロック')).toBeUndefined();
    expect(readCursor(cursor, 'c', '')).toBeUndefined();
  });
  test('when it is anything else, then it is refused', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json().map((text) => Buffer.from(text).toString('base64url'))), (text) => {
      expect(readCursor(text, 'c', '')).toBeUndefined();
    }));
    const forged = Buffer.from(JSON.stringify({ of: 'x'.repeat(43), from: 0, to: null, at: { $gt: 0 }, id: 'x' })).toString('base64url');
    expect(readCursor(forged, 'c', '')).toBeUndefined();
  });
});

describe('words', () => {
  test('when a part of a label in either language is searched, then its code words are found', () => {
    expect(wordsLabelled(fold('グオン'))).toEqual(expect.arrayContaining(['logon-auth', 'logon', 'logon-bypass']));
    expect(wordsLabelled(fold('ｱﾝﾛｯｸ'))).toEqual(expect.arrayContaining(['unlock', 'unlock-auth']));
    expect(wordsLabelled(fold('SESSION LOG'))).toEqual(['session-event']);
    expect(wordsLabelled(fold('存在しない'))).toEqual([]);
  });
  test('when a word is a code word of the log, then it has both labels', () => {
    for (const [word, { ja, en }] of Object.entries(words)) {
      expect(word).toMatch(/^[a-z][a-z-]*$/);
      expect([ja, en].every((label) => label !== '')).toBe(true);
    }
  });
});

test('when any text is escaped, then it matches itself and only itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = new RegExp(escapeRegex(text));
      expect(pattern.test(text)).toBe(true);
      expect(pattern.test(other)).toBe(other.includes(text));
    }),
  );
});
