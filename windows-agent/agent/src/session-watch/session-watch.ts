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

/** One run of Windows as far as it was told. */
export interface WindowsRun {
  readonly bootId: string;
  /** Number of the last line of this boot that is on disk; a line sent again is recognised by it. */
  readonly lastNumber: number;
  /** Last moment at which the PC is known to have been alive. */
  readonly lastAlive?: Stamp;
  readonly sessions: readonly OpenSession[];
  readonly asleep: boolean;
}

/** All that must be remembered to understand the next line, also after a crash or a power cut. */
export interface WatchState extends Omit<WindowsRun, 'bootId'> {
  /** Run of Windows that the rest is about; absent before the first one. */
  readonly bootId?: string;
  readonly clockOffset: ClockOffset;
  /** Runs before it, newest last: what the host tells of them again is recognised. */
  readonly past?: readonly Pick<WindowsRun, 'bootId' | 'lastNumber'>[];
  /** The newer run, while the host tells once more of one that was over. */
  readonly aside?: WindowsRun;
}

/** A host that was cut off goes back by one run; more are kept only because they cost nothing. */
const keptPastRuns = 8;

export const newWatch: WatchState = { lastNumber: 0, sessions: [], asleep: false, clockOffset: unknownOffset };

export interface Observation {
  readonly state: WatchState;
  /** In the order in which they happened. */
  readonly events: readonly SessionEvent[];
}

/**
 * The host tells which run of Windows this is. A new one closes what the old one left open: whoever was
 * logged on when the power went is logged off, inferred, at the last moment the PC was alive. The same one
 * again means that only the agent was restarted. One that was over means that the host still holds lines of
 * it; the newer run is put aside meanwhile.
 */
export function observeBegin(state: WatchState, begin: { bootId: string; stamp: Stamp }): Observation {
  if (state.bootId === begin.bootId) return { state, events: [] };
  const { aside } = state;
  const clockOffset = offsetAt(offsetAfterBoot(state.clockOffset), begin.stamp);
  const over = state.past?.find((run) => run.bootId === begin.bootId);
  if (over !== undefined) {
    const run = { ...over, sessions: [], asleep: false };
    const newer = aside ?? runOf(state);
    const before = aside === undefined ? (state.past ?? []) : pastOf(state);
    const past = before.filter((each) => each.bootId !== over.bootId);
    return { state: { ...run, clockOffset, past, ...(newer === undefined ? {} : { aside: newer }) }, events: inferredLogoffs(state, aside === undefined ? [] : state.sessions) };
  }
  const closed = inferredLogoffs(state, state.sessions);
  const past = pastOf(state);
  if (aside?.bootId === begin.bootId) return { state: { ...aside, clockOffset, past }, events: closed };

  const started: Stamp = { ...begin.stamp, utcMs: begin.stamp.utcMs - begin.stamp.monotonicMs, monotonicMs: 0 };
  const setAside = aside === undefined ? [] : inferredLogoffs({ ...aside, clockOffset: offsetAfterBoot(state.clockOffset) }, aside.sessions);
  const run = { bootId: begin.bootId, lastNumber: 0, lastAlive: begin.stamp, sessions: [], asleep: false };
  return {
    state: { ...run, clockOffset, past: aside === undefined ? past : newest([...past, aside]) },
    events: [
      ...closed,
      ...setAside,
      { kind: 'boot', stamp: started, bootId: begin.bootId, source: 'local', inferred: false, clockOffsetMs: clockOffset.ms },
    ],
  };
}

function runOf({ bootId, lastNumber, lastAlive, sessions, asleep }: WatchState): WindowsRun | undefined {
  return bootId === undefined ? undefined : { bootId, lastNumber, ...(lastAlive === undefined ? {} : { lastAlive }), sessions, asleep };
}

/** The runs that are over once the present one is. */
function pastOf(state: WatchState): NonNullable<WatchState['past']> {
  const run = runOf(state);
  return newest([...(state.past ?? []), ...(run === undefined ? [] : [run])]);
}

function newest(runs: readonly Pick<WindowsRun, 'bootId' | 'lastNumber'>[]): NonNullable<WatchState['past']> {
  return runs.slice(-keptPastRuns).map(({ bootId, lastNumber }) => ({ bootId, lastNumber }));
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

export function inferredLogoffs(state: WatchState, sessions: readonly OpenSession[]): SessionEvent[] {
  const { lastAlive } = state;
  if (lastAlive === undefined) return [];
  return sessions.map((session) => ({ ...sessionEvent(state, session, 'logoff', lastAlive), inferred: true }));
}

export function sessionEvent(state: WatchState, session: OpenSession, kind: SessionEventKind, stamp: Stamp): SessionEvent {
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
