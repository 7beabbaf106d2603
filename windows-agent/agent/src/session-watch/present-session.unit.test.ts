import { describe, expect, test } from '@jest/globals';
import type { Stamp } from '../clock/stamp.ts';
import { observePresent, parsePresentSessions } from './present-session.ts';
import type { PresentSession } from './present-session.ts';
import { newWatch } from './session-watch.ts';
import type { WatchState } from './session-watch.ts';

const taro = { sessionId: 1, windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro', source: 'console' } as const;
const hanako = { sessionId: 2, windowsSid: 'S-1-5-21-2', windowsAccount: 'PC01\\hanako', source: 'rdp' } as const;
const base = Date.parse('2026-11-24T00:00:00Z');
const stamp = (ms: number): Stamp => ({ utcMs: base + ms, monotonicMs: 600_000 + ms, utcOffsetMinutes: 540 });
const since = (session: typeof taro | typeof hanako, ms: number): PresentSession => ({ ...session, logonUtcMs: base + ms });
const state: WatchState = { ...newWatch, bootId: 'boot-1', lastNumber: 4, lastAlive: stamp(-60_000), sessions: [taro] };
const now = stamp(0);

describe('what two looks at the sessions infer', () => {
  test('when both looks show what is known, then nothing', () => {
    const look = [since(taro, -300_000)];
    expect(observePresent(state, [look, look], now)).toEqual({ state, events: [] });
  });

  test('when a session is there that no line told of, then a logon at its time', () => {
    const look = [since(taro, -300_000), since(hanako, -120_000)];
    const { state: after, events } = observePresent(state, [look, look], now);
    expect(events).toMatchObject([{ kind: 'logon', inferred: true, source: 'rdp', stamp: { utcMs: base - 120_000, monotonicMs: 480_000 }, session: { windowsSid: hanako.windowsSid } }]);
    expect(after.sessions).toEqual([taro, hanako]);
    expect(observePresent(after, [look, look], now).events).toEqual([]);
  });

  test('when a known session is gone, then a logoff at the last sign of life', () => {
    const { state: after, events } = observePresent(state, [[], []], now);
    expect(events).toMatchObject([{ kind: 'logoff', inferred: true, stamp: stamp(-60_000), session: { windowsSid: taro.windowsSid } }]);
    expect(after.sessions).toEqual([]);
  });

  test('when somebody else has the session, then the one is logged off and the other on', () => {
    const look = [{ ...since(hanako, -10_000), sessionId: 1 }];
    expect(observePresent(state, [look, look], now).events.map(({ kind, session }) => `${kind} ${session?.windowsAccount}`)).toEqual([
      'logoff PC01\\taro',
      'logon PC01\\hanako',
    ]);
  });

  test.each([
    ['only the second look', [since(taro, 0)], [since(taro, 0), since(hanako, 0)]],
    ['only the first look', [since(taro, 0), since(hanako, 0)], [since(taro, 0)]],
    ['a look that misses what is known', [], [since(taro, 0)]],
  ])('when %s shows a difference, then nothing: the line may still come', (_which, first, second) => {
    expect(observePresent(state, [first, second], now).events).toEqual([]);
  });

  test('when the logon lies before Windows began or in the future, then it is moved into this run', () => {
    const times = [-9_000_000, 9_000_000].map((ms) => observePresent({ ...state, sessions: [] }, [[since(taro, ms)], [since(taro, ms)]], now).events[0]?.stamp);
    expect(times).toEqual([{ ...now, utcMs: base - 600_000, monotonicMs: 0 }, now]);
  });

  test('when an earlier run is being told, then nothing', () => {
    const replay: WatchState = { ...state, aside: { bootId: 'boot-2', lastNumber: 0, sessions: [], asleep: false } };
    expect(observePresent(replay, [[], []], now).events).toEqual([]);
  });
});

describe('parsePresentSessions', () => {
  const hex = Buffer.from('PC01\\taro').toString('hex');

  test('when the host answers, then each session with somebody in it is read', () => {
    expect(parsePresentSessions(`1 active 0 console S-1-5-21-1 ${hex} ${base}\r\n3 disconnected 1 rdp - - 0\n`)).toEqual([{ ...taro, logonUtcMs: base }]);
    expect(parsePresentSessions('')).toEqual([]);
  });

  test.each(['1 active 0 console S-1-5-21-1', `1 asleep 0 console S-1-5-21-1 ${hex} 1`, `1 active 2 console S-1-5-21-1 ${hex} 1`, `1 active 0 cloud S-1-5-21-1 ${hex} 1`, `1 active 0 console root ${hex} 1`, 'x'])(
    'when a line is "%s", then the answer is worth nothing',
    (line) => expect(parsePresentSessions(`${line}\n`)).toBeUndefined(),
  );
});
