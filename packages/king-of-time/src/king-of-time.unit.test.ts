import { describe, expect, test } from '@jest/globals';
import type { AttendanceFailure } from './attendance-failure.ts';
import { createKingOfTime, japaneseTime } from './king-of-time.ts';
import { createMemoryPace } from './pace.memory.ts';
import { defaultRestrictedHours, parseRestrictedHours } from './restricted-hours.ts';

const connection = { companyId: 'c', baseUrl: 'http://127.0.0.1:9', token: 't' };

describe('createMemoryPace', () => {
  test('when calls come at once, then they are spread and the last is refused beyond the longest wait', async () => {
    const pace = createMemoryPace(() => new Date(1_000));
    const o = { intervalMs: 1_000, delayMs: 0, longestWaitMs: 2_000 };
    const turns = [await pace.takeTurn('a', o), await pace.takeTurn('a', o), await pace.takeTurn('a', o), await pace.takeTurn('a', o), await pace.takeTurn('b', o)];
    expect(turns).toEqual([{ waitMs: 0 }, { waitMs: 1_000 }, { waitMs: 2_000 }, 'full', { waitMs: 0 }]);
  });
});

describe('createKingOfTime', () => {
  test('when waiting for the turn leads into the restricted hours, then no call starts', async () => {
    let now = new Date('2026-11-24T08:29:59+09:00');
    const client = createKingOfTime({
      pace: { takeTurn: async () => ({ waitMs: 2_000 }) },
      restrictedHours: parseRestrictedHours(defaultRestrictedHours),
      now: () => now,
      sleep: async (ms) => {
        now = new Date(now.getTime() + ms);
      },
    });
    await expect(client.divisions(connection)).rejects.toMatchObject({
      code: 'attendance-restricted-hours',
      kind: 'transient',
      retryAt: new Date('2026-11-24T10:00:00+09:00'),
    } satisfies Partial<AttendanceFailure>);
  });

  test('when the pace is not known, then no call starts', async () => {
    const client = createKingOfTime({ pace: { takeTurn: () => Promise.reject(new Error('no Redis')) }, restrictedHours: [] });
    await expect(client.divisions(connection)).rejects.toMatchObject({ code: 'attendance-pace-unavailable', kind: 'transient' });
  });

  test('when too many calls wait already, then the call is given back', async () => {
    const client = createKingOfTime({ pace: { takeTurn: async () => 'full' }, restrictedHours: [] });
    await expect(client.divisions(connection)).rejects.toMatchObject({ code: 'attendance-queue-full', kind: 'transient' });
  });
});

test.each([
  ['2016-05-10T01:00:00Z', '2016-05-10T10:00:00+09:00'],
  ['2016-05-10T15:30:59.999Z', '2016-05-11T00:30:59+09:00'],
])('when the punch is at %s, then it is written as %s', (utc, japanese) => {
  expect(japaneseTime(new Date(utc))).toBe(japanese);
});
