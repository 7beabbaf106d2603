import { randomUUID } from 'node:crypto';
import { startAgentHost } from '../agent-host/agent-host.ts';
import type { AgentHost } from '../agent-host/agent-host.ts';
import { hostLine, power, wts } from '../agent-host/lines.ts';
import type { Stamp } from '../agent-host/lines.ts';
import type { PcClock } from '../clock.ts';
import type { WindowsDisk, WindowsUser } from './windows-disk.ts';
import { createWindowsSessions } from './windows-sessions.ts';
import type { SessionSource, WindowsSession, WindowsSessions } from './windows-sessions.ts';

/**
 * One run of Windows from boot to power-off: what happens to sessions and power, told to the agent as the
 * Windows host tells it. Each call resolves when the agent has it on disk.
 */
export interface WindowsRun {
  readonly host: AgentHost;
  readonly sessions: WindowsSessions;
  openSession: (user: WindowsUser, source: SessionSource) => Promise<void>;
  /** The person comes back to a session of theirs that no screen shows. */
  enterSession: (session: WindowsSession, source: 'console' | 'rdp') => Promise<void>;
  /** Whoever is at the PC's own screen leaves it; the session goes on unseen. */
  leaveConsole: () => Promise<void>;
  leaveRdp: (session: WindowsSession) => Promise<void>;
  lock: (session: WindowsSession) => Promise<void>;
  unlock: (session: WindowsSession) => Promise<void>;
  logOff: (session: WindowsSession) => Promise<void>;
  /** The agent's process stands still from here to `resume`, as on a sleeping PC. */
  sleep: () => Promise<void>;
  resume: () => Promise<void>;
  /** Nothing while the PC sleeps. */
  heartbeat: (at: number) => Promise<void>;
  shutDown: () => Promise<void>;
  cutPower: () => Promise<void>;
}

/** Period of the host's heartbeat in simulated time, but never more often than twice a second of real time. */
const heartbeatMs = 30_000;
/** Longest time for the agent to end at shutdown, in milliseconds. */
const shutdownWithinMs = 10_000;

export function bootWindows(options: {
  clock: PcClock;
  disk: WindowsDisk;
  node22: string;
  configFile: string;
  logFile: string;
  utcOffsetMinutes: number;
  clockErrorMs: () => number;
}): WindowsRun {
  const { clock, utcOffsetMinutes, clockErrorMs } = options;
  const bootedAt = clock.now();
  const stamp = (at = clock.now()): Stamp => ({ utcMs: at + clockErrorMs(), monotonicMs: at - bootedAt, utcOffsetMinutes });
  const sessions = createWindowsSessions();
  const host = startAgentHost({ ...options, bootId: randomUUID(), stamp, sessions: () => sessions.all() });

  const tell = (event: number, sessionId: number, source: SessionSource, user?: WindowsUser) =>
    host.tell((n) => hostLine.session(n, event, sessionId, stamp(), source, user));
  const tellOf = (event: number, session: WindowsSession) => tell(event, session.id, session.source, session.user);
  const tellPower = (event: number) => host.tell((n) => hostLine.power(n, event, stamp()));
  let asleep = false;
  const heartbeat = async (at: number) => {
    if (!asleep) await host.tell((n) => hostLine.heartbeat(n, stamp(at)));
  };

  let beating: NodeJS.Timeout | undefined;
  function beatOn(): void {
    if (clock.speed === 0) return;
    beating = setTimeout(() => {
      void heartbeat(clock.now());
      beatOn();
    }, Math.max(500, heartbeatMs / clock.speed));
  }
  beatOn();

  return {
    host,
    sessions,
    heartbeat,
    async openSession(user, source) {
      const session = sessions.open(user, source, stamp().utcMs);
      await tell(source === 'rdp' ? wts.remoteConnect : wts.consoleConnect, session.id, source);
      await tellOf(wts.logon, session);
    },
    async enterSession(session, source) {
      const connect = source === 'rdp' ? wts.remoteConnect : wts.consoleConnect;
      // A remote connection shows a logon screen in a session of its own before it reaches the old one.
      if (source === 'rdp') await tell(connect, sessions.nextId(), source);
      const entered = sessions.change(session, { source, connected: true, locked: false });
      await tellOf(connect, entered);
      await tellOf(wts.unlock, entered);
    },
    async leaveConsole() {
      const shown = sessions.onConsole();
      if (shown === undefined) return;
      await tellOf(wts.consoleDisconnect, shown);
      sessions.change(shown, { connected: false });
    },
    async leaveRdp(session) {
      await tellOf(wts.remoteDisconnect, session);
      sessions.change(session, { connected: false });
    },
    async lock(session) {
      await tellOf(wts.lock, session);
      sessions.change(session, { locked: true });
    },
    async unlock(session) {
      await tellOf(wts.unlock, session);
      sessions.change(session, { locked: false });
    },
    async logOff(session) {
      await tellOf(wts.logoff, session);
      sessions.end(session);
    },
    async sleep() {
      await tellPower(power.suspend);
      asleep = true;
      host.signal('SIGSTOP');
    },
    async resume() {
      host.signal('SIGCONT');
      asleep = false;
      await tellPower(power.resumeAutomatic);
      await tellPower(power.resumeSuspend);
    },
    async shutDown() {
      for (const session of sessions.all()) {
        await tellOf(wts.logoff, session);
        sessions.end(session);
      }
      clearTimeout(beating);
      const kept = host.tell((n) => hostLine.stop(n, 'preshutdown', stamp()));
      await Promise.all([kept, host.ended(shutdownWithinMs)]);
    },
    async cutPower() {
      clearTimeout(beating);
      await host.kill();
    },
  };
}
