import type { Stamp } from '../clock/stamp.ts';
import { parseAccount } from '../host-link/host-line.ts';
import type { SessionSource } from '../host-link/host-line.ts';
import type { SessionEvent } from './session-event.ts';
import { inferredLogoffs, sessionEvent } from './session-watch.ts';
import type { Observation, OpenSession, WatchState } from './session-watch.ts';

/** A session that Windows has now, as the host's `sessions` tells it. */
export interface PresentSession extends OpenSession {
  /** When it was logged on, in milliseconds since 1970 UTC by the PC's clock. */
  readonly logonUtcMs: number;
}

const line = /^(0|[1-9][0-9]{0,9}) (active|disconnected) ([01]) (local|console|rdp) (\S+) (\S+) (0|[1-9][0-9]{0,15})$/;

/** Reads the answer to `sessions`. A line that cannot be read makes the whole of it worthless: undefined. */
export function parsePresentSessions(text: string): PresentSession[] | undefined {
  const sessions: PresentSession[] = [];
  for (const each of text.split('\n').map((part) => part.trimEnd())) {
    if (each === '') continue;
    const match = line.exec(each);
    const account = parseAccount(match?.[5], match?.[6]);
    if (match === null || account === undefined) return undefined;
    const { windowsSid, windowsAccount } = account;
    // Nobody has logged on there yet.
    if (windowsSid === undefined || windowsAccount === undefined) continue;
    sessions.push({ sessionId: Number(match[1]), windowsSid, windowsAccount, source: match[4] as SessionSource, logonUtcMs: Number(match[7]) });
  }
  return sessions;
}

const same = (a: OpenSession) => (b: OpenSession) => a.sessionId === b.sessionId && a.windowsSid === b.windowsSid;

/**
 * Two looks at the sessions that exist against what the lines told: what both looks agree on and no line
 * said is inferred. One look is not enough, because the line about a session that begins or ends just now
 * may come a moment later.
 */
export function observePresent(state: WatchState, looks: readonly [readonly PresentSession[], readonly PresentSession[]], now: Stamp): Observation {
  const [first, second] = looks;
  if (state.bootId === undefined || state.aside !== undefined) return { state, events: [] };
  const gone = state.sessions.filter((known) => !first.some(same(known)) && !second.some(same(known)));
  const left = state.sessions.filter((known) => !gone.includes(known));
  const found = second.filter((session) => first.some(same(session)) && !left.some(same(session)));
  if (gone.length === 0 && found.length === 0) return { state, events: [] };
  const logons = found.map((session): SessionEvent => {
    const { logonUtcMs, ...open } = session;
    return { ...sessionEvent(state, open, 'logon', logonStamp(logonUtcMs, now)), inferred: true };
  });
  const sessions = [...left, ...found.map(({ logonUtcMs: _, ...open }) => open)];
  return { state: { ...state, sessions }, events: [...inferredLogoffs(state, gone), ...logons] };
}

/** Never before this run of Windows began and never in the future. */
function logonStamp(logonUtcMs: number, now: Stamp): Stamp {
  const agoMs = Math.min(Math.max(0, now.utcMs - logonUtcMs), now.monotonicMs);
  return { ...now, utcMs: now.utcMs - agoMs, monotonicMs: now.monotonicMs - agoMs };
}
