import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NumberedLine } from '../host-link/host-line.ts';
import { newWatch, observeBegin, observeLine } from './session-watch.ts';
import type { Observation, WatchState } from './session-watch.ts';
import type { SessionEvent } from './session-event.ts';

const day = Date.parse('2026-11-24T00:00:00Z');
const bootedAt = day + 540 * 60_000;
/** A stamp of a minute of the day in UTC. */
const at = (minutes: number) => ({ utcMs: day + minutes * 60_000, monotonicMs: Math.max(0, day + minutes * 60_000 - bootedAt), utcOffsetMinutes: 540 });

const taro = { windowsSid: 'S-1-5-21-1', windowsAccount: 'PC01\\taro' };
const hanako = { windowsSid: 'S-1-5-21-2', windowsAccount: 'PC01\\hanako' };

interface Told {
  event: number;
  minute: number;
  session?: number;
  who?: typeof taro;
  source?: 'console' | 'rdp' | 'local';
}

const session = (number: number, { event, minute, session: sessionId = 1, who, source = 'console' }: Told): NumberedLine => ({
  kind: 'session', number, event, sessionId, stamp: at(minute), source, ...who,
});

function watch(state: WatchState, ...lines: NumberedLine[]): Observation {
  return lines.reduce<Observation>(
    (before, line) => {
      const next = observeLine(before.state, line);
      return { state: next.state, events: [...before.events, ...next.events] };
    },
    { state, events: [] },
  );
}

const booted = observeBegin(newWatch, { bootId: 'boot-1', stamp: at(540) }).state;
const short = (events: readonly SessionEvent[]) =>
  events.map((event) => `${(event.stamp.utcMs - day) / 60_000} ${event.kind} ${event.source} ${event.session?.windowsAccount ?? 'pc'}${event.inferred ? ' inferred' : ''}`);

describe('sessions', () => {
  test('when Windows tells its session changes, then each is one event with its source and person', () => {
    const told = watch(
      booted,
      session(1, { event: 1, minute: 541 }),
      session(2, { event: 5, minute: 542, who: taro }),
      session(3, { event: 7, minute: 600 }),
      session(4, { event: 8, minute: 610 }),
      session(5, { event: 2, minute: 620, who: taro }),
      session(6, { event: 3, minute: 630, who: taro, source: 'rdp' }),
      session(7, { event: 9, minute: 640, who: taro }),
      session(8, { event: 4, minute: 650, who: taro, source: 'rdp' }),
      session(9, { event: 6, minute: 660, source: 'rdp' }),
    );
    expect(short(told.events)).toEqual([
      '542 logon console PC01\\taro',
      '600 lock console PC01\\taro',
      '610 unlock console PC01\\taro',
      '620 switch-disconnect console PC01\\taro',
      '630 switch-connect rdp PC01\\taro',
      '650 switch-disconnect rdp PC01\\taro',
      '660 logoff rdp PC01\\taro',
    ]);
    expect(told.state.sessions).toEqual([]);
  });

  test('when a session number comes again with another person, then the missed logoff is inferred at the last sign of life', () => {
    const told = watch(
      booted,
      session(1, { event: 5, minute: 542, who: taro }),
      { kind: 'heartbeat', number: 2, stamp: at(599) },
      session(3, { event: 5, minute: 600, who: hanako }),
    );
    expect(short(told.events)).toEqual(['542 logon console PC01\\taro', '599 logoff console PC01\\taro inferred', '600 logon console PC01\\hanako']);
  });

  test('when a line is sent again, then it makes no second event', () => {
    const line = session(1, { event: 5, minute: 542, who: taro });
    expect(watch(booted, line, line).events).toHaveLength(1);
  });
});

describe('power', () => {
  const power = (number: number, event: number, minute: number): NumberedLine => ({ kind: 'power', number, event, stamp: at(minute) });

  test('when the PC sleeps and a person wakes it, then one sleep and one resume', () => {
    const told = watch(booted, power(1, 4, 600), power(2, 4, 600), power(3, 18, 660), power(4, 7, 660), power(5, 10, 661));
    expect(short(told.events)).toEqual(['600 sleep local pc', '660 resume local pc']);
  });

  test('when the service is stopped, then nothing; when Windows shuts down, then a shutdown', () => {
    expect(watch(booted, { kind: 'stop', number: 1, reason: 'stop', stamp: at(600), past: false }).events).toEqual([]);
    expect(short(watch(booted, { kind: 'stop', number: 1, reason: 'preshutdown', stamp: at(600), past: false }).events)).toEqual(['600 shutdown local pc']);
  });
});

describe('power loss', () => {
  const lost = watch(
    booted,
    session(1, { event: 5, minute: 542, who: taro }),
    session(2, { event: 5, minute: 550, who: hanako, session: 2, source: 'rdp' }),
    session(3, { event: 6, minute: 600, who: hanako, session: 2, source: 'rdp' }),
    { kind: 'heartbeat', number: 4, stamp: at(899) },
  ).state;

  test('when a new boot follows open sessions, then each is logged off at the last heartbeat, under the old boot', () => {
    const { state, events } = observeBegin(lost, { bootId: 'boot-2', stamp: { utcMs: day + 910 * 60_000, monotonicMs: 60_000, utcOffsetMinutes: 540 } });
    expect(short(events)).toEqual(['899 logoff console PC01\\taro inferred', '909 boot local pc']);
    expect(events.map((event) => event.bootId)).toEqual(['boot-1', 'boot-2']);
    expect(state.sessions).toEqual([]);
    expect(observeBegin(state, { bootId: 'boot-2', stamp: at(915) }).events).toEqual([]);
  });

  test('when only the agent was restarted, then nothing is inferred', () => {
    expect(observeBegin(lost, { bootId: 'boot-1', stamp: at(905) })).toEqual({ state: lost, events: [] });
  });

  test('when lines and power cuts come in any order, then every session that was opened is closed at most once and none before its time', () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ event: fc.integer({ min: 1, max: 9 }), session: fc.integer({ min: 1, max: 3 }), who: fc.constantFrom(taro, hanako) }) },
      { weight: 1, arbitrary: fc.constant('power-cut' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = booted;
        let number = 0;
        let boot = 1;
        const events: SessionEvent[] = [];
        steps.forEach((next, index) => {
          const minute = 541 + index;
          if (next === 'power-cut') {
            boot += 1;
            number = 0;
          } else number += 1;
          const seen = next === 'power-cut' ? observeBegin(state, { bootId: `boot-${boot}`, stamp: at(minute) }) : observeLine(state, session(number, { minute, ...next }));
          state = seen.state;
          events.push(...seen.events);
        });
        const inferred = events.filter((event) => event.inferred);
        for (const event of inferred) {
          expect(event.kind).toBe('logoff');
          const before = events.slice(0, events.indexOf(event)).filter((other) => other.session?.sessionId === event.session?.sessionId && other.bootId === event.bootId);
          expect(before.at(-1)?.kind).not.toBe('logoff');
          expect(before.at(-1)?.stamp.utcMs).toBeLessThanOrEqual(event.stamp.utcMs);
        }
      }),
    );
  });
});

describe('earlier runs that the host tells once more', () => {
  const begin = (state: WatchState, bootId: string, minute: number) =>
    observeBegin(state, { bootId, stamp: { utcMs: day + minute * 60_000, monotonicMs: 60_000, utcOffsetMinutes: 540 } });
  const stop = (number: number, minute: number): NumberedLine => ({ kind: 'stop', number, reason: 'preshutdown', stamp: at(minute), past: true });

  test('when the end of the old run comes before the new run begins, then its day ends as it ended, and nothing is inferred', () => {
    const cut = watch(booted, session(1, { event: 5, minute: 542, who: taro })).state;
    expect(begin(cut, 'boot-1', 540)).toEqual({ state: cut, events: [] });
    const told = watch(cut, session(1, { event: 5, minute: 542, who: taro }), session(2, { event: 6, minute: 700, who: taro }), stop(3, 701));
    expect(short(told.events)).toEqual(['700 logoff console PC01\\taro', '701 shutdown local pc']);
    expect(short(begin(told.state, 'boot-2', 911).events)).toEqual(['910 boot local pc']);
  });

  test('when the agent never saw the old run, then it is told whole', () => {
    const old = begin(booted, 'boot-2', 911);
    const told = watch(old.state, session(1, { event: 5, minute: 912, who: taro }));
    const now = begin(told.state, 'boot-3', 1001);
    expect(short([...old.events, ...told.events, ...now.events])).toEqual([
      '910 boot local pc', '912 logon console PC01\\taro', '912 logoff console PC01\\taro inferred', '1000 boot local pc',
    ]);
  });

  test('when the new run has begun already, then lines of the old one that are known mean nothing, others are recorded, and the new run goes on', () => {
    const old = watch(booted, session(1, { event: 5, minute: 542, who: taro }), session(2, { event: 6, minute: 600, who: taro })).state;
    const running = watch(begin(old, 'boot-2', 911).state, session(1, { event: 5, minute: 912, who: hanako })).state;
    const again = begin(running, 'boot-1', 540);
    expect(again.events).toEqual([]);
    const told = watch(again.state, session(1, { event: 5, minute: 542, who: taro }), session(2, { event: 6, minute: 600, who: taro }), stop(3, 601));
    expect(told.events.map((event) => [event.kind, event.bootId])).toEqual([['shutdown', 'boot-1']]);
    const back = begin(told.state, 'boot-2', 920);
    expect(back.events).toEqual([]);
    const on = watch(back.state, session(1, { event: 5, minute: 912, who: hanako }), session(2, { event: 7, minute: 930, who: hanako }));
    expect(short(on.events)).toEqual(['930 lock console PC01\\hanako']);
    expect(on.events[0]?.bootId).toBe('boot-2');
  });

  test('when a third run begins while an old one is told, then the second is closed as after a power cut', () => {
    const running = watch(begin(booted, 'boot-2', 911).state, session(1, { event: 5, minute: 912, who: hanako })).state;
    const third = begin(begin(running, 'boot-1', 540).state, 'boot-3', 1001);
    expect(short(third.events)).toEqual(['912 logoff console PC01\\hanako inferred', '1000 boot local pc']);
    expect(third.events[0]?.bootId).toBe('boot-2');
    expect(begin(third.state, 'boot-2', 911).state.lastNumber).toBe(1);
  });

  test('when runs come in any order and as often as one likes, then each boots once and no line counts twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 })), { maxLength: 40 }), (visits) => {
        let state: WatchState = newWatch;
        const events: SessionEvent[] = [];
        const take = (seen: Observation) => {
          state = seen.state;
          events.push(...seen.events);
        };
        for (const [boot, lines] of visits) {
          take(begin(state, `boot-${boot}`, boot * 100));
          for (let n = 1; n <= lines; n += 1) take(observeLine(state, { kind: 'power', number: n, event: n % 2 === 1 ? 4 : 18, stamp: at(boot * 100 + n) }));
        }
        const boots = events.filter(({ kind }) => kind === 'boot').map(({ bootId }) => bootId);
        expect(boots).toEqual([...new Set(boots)]);
        const others = events.filter(({ kind }) => kind !== 'boot').map(({ bootId, stamp }) => `${bootId} ${stamp.utcMs}`);
        expect(others).toEqual([...new Set(others)]);
      }),
    );
  });
});
