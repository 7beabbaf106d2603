import { offsetAfterBoot, offsetAt, unknownOffset } from '../clock/clock-offset.ts';
import type { ClockOffset } from '../clock/clock-offset.ts';
import type { Stamp } from '../clock/stamp.ts';
import type { NumberedLine, SessionLine, SessionSource } from '../host-link/host-line.ts';
import type { SessionEvent, SessionEventKind } from './session-event.ts';
import { powerResumeAutomatic, powerResumeSuspend, powerSuspend, wtsMeaning } from './wts-event.ts';

/** A Windows session in which somebody is logged on. */
export interface OpenSession {
  readonly sessionId: number;
  readonly windowsSid: string;
  readonly windowsAccount: string;
  readonly source: SessionSource;
}

/** All that must be remembered to understand the next line, also after a crash or a power cut. */
export interface WatchState {
  /** Run of Windows that the rest is about; absent before the first one. */
  readonly bootId?: string;
  /** Number of the last line of this boot that is on disk; a line sent again is recognised by it. */
  readonly lastNumber: number;
  /** Last moment at which the PC is known to have been alive. */
  readonly lastAlive?: Stamp;
  readonly sessions: readonly OpenSession[];
  readonly asleep: boolean;
  readonly clockOffset: ClockOffset;
}

export const newWatch: WatchState = { lastNumber: 0, sessions: [], asleep: false, clockOffset: unknownOffset };

export interface Observation {
  readonly state: WatchState;
  /** In the order in which they happened. */
  readonly events: readonly SessionEvent[];
}

/**
 * The host tells which run of Windows this is. A new one closes what the old one left open: whoever was
 * logged on when the power went is logged off, inferred, at the last moment the PC was alive. The same one
 * again means that only the agent was restarted.
 */
export function observeBegin(state: WatchState, begin: { bootId: string; stamp: Stamp }): Observation {
  if (state.bootId === begin.bootId) return { state, events: [] };
  const clockOffset = offsetAt(offsetAfterBoot(state.clockOffset), begin.stamp);
  const started: Stamp = { ...begin.stamp, utcMs: begin.stamp.utcMs - begin.stamp.monotonicMs, monotonicMs: 0 };
  return {
    state: { bootId: begin.bootId, lastNumber: 0, lastAlive: begin.stamp, sessions: [], asleep: false, clockOffset },
    events: [
      ...inferredLogoffs(state, state.sessions),
      { kind: 'boot', stamp: started, bootId: begin.bootId, source: 'local', inferred: false, clockOffsetMs: clockOffset.ms },
    ],
  };
}

/** What a numbered line means. A line that is already on disk, or one before any `B`, means nothing new. */
export function observeLine(state: WatchState, line: NumberedLine): Observation {
  if (state.bootId === undefined || line.number <= state.lastNumber) return { state, events: [] };
  const now: WatchState = {
    ...state,
    lastNumber: line.number,
    lastAlive: line.stamp,
    clockOffset: offsetAt(state.clockOffset, line.stamp),
  };
  switch (line.kind) {
    case 'session': return observeSession(state, now, line);
    case 'power': return observePower(now, line.event, line.stamp);
    case 'heartbeat': return { state: now, events: [] };
    case 'stop': return { state: now, events: line.reason === 'preshutdown' ? [pcEvent(now, 'shutdown', line.stamp)] : [] };
    default: return line satisfies never;
  }
}

function observeSession(before: WatchState, state: WatchState, line: SessionLine): Observation {
  const meaning = wtsMeaning(line.event, line.source);
  const known = state.sessions.find((session) => session.sessionId === line.sessionId);
  const person = personOf(line) ?? known;
  // A session at its logon screen belongs to nobody yet; the logon that follows tells who it is.
  if (meaning === undefined || person === undefined) return { state, events: [] };

  const session: OpenSession = {
    sessionId: line.sessionId,
    windowsSid: person.windowsSid,
    windowsAccount: person.windowsAccount,
    source: meaning.source,
  };
  const others = state.sessions.filter((other) => other.sessionId !== line.sessionId);
  // Windows gives session numbers again: another person in the same session means that a logoff was missed.
  const missed = known !== undefined && known.windowsSid !== session.windowsSid ? inferredLogoffs(before, [known]) : [];
  return {
    state: { ...state, sessions: meaning.kind === 'logoff' ? others : [...others, session] },
    events: [...missed, sessionEvent(state, session, meaning.kind, line.stamp)],
  };
}

function personOf(line: SessionLine): { windowsSid: string; windowsAccount: string } | undefined {
  if (line.windowsSid === undefined || line.windowsAccount === undefined) return undefined;
  return { windowsSid: line.windowsSid, windowsAccount: line.windowsAccount };
}

function observePower(state: WatchState, event: number, stamp: Stamp): Observation {
  if (event === powerSuspend && !state.asleep) {
    return { state: { ...state, asleep: true }, events: [pcEvent(state, 'sleep', stamp)] };
  }
  if ((event === powerResumeAutomatic || event === powerResumeSuspend) && state.asleep) {
    return { state: { ...state, asleep: false }, events: [pcEvent(state, 'resume', stamp)] };
  }
  return { state, events: [] };
}

function inferredLogoffs(state: WatchState, sessions: readonly OpenSession[]): SessionEvent[] {
  const { lastAlive } = state;
  if (lastAlive === undefined) return [];
  return sessions.map((session) => ({ ...sessionEvent(state, session, 'logoff', lastAlive), inferred: true }));
}

function sessionEvent(state: WatchState, session: OpenSession, kind: SessionEventKind, stamp: Stamp): SessionEvent {
  const { source, ...person } = session;
  return { ...pcEvent(state, kind, stamp), source, session: person };
}

function pcEvent(state: WatchState, kind: SessionEventKind, stamp: Stamp): SessionEvent {
  return {
    kind,
    stamp,
    bootId: state.bootId ?? '',
    source: 'local',
    inferred: false,
    clockOffsetMs: state.clockOffset.ms,
  };
}
