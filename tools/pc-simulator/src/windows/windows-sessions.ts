import type { WindowsUser } from './windows-disk.ts';

/** Where a Windows session is used from; the agent's words. */
export type SessionSource = 'local' | 'console' | 'rdp';

export interface WindowsSession {
  readonly id: number;
  readonly user: WindowsUser;
  readonly source: SessionSource;
  readonly locked: boolean;
  /** Whether a screen shows it, the PC's own or a remote one. */
  readonly connected: boolean;
  /** Milliseconds since 1970 UTC by the PC's clock. */
  readonly loggedOnAt: number;
}

/** The sessions of one run of Windows. All gone when the power is. */
export interface WindowsSessions {
  all(): readonly WindowsSession[];
  of(userName: string): WindowsSession | undefined;
  /** The session on the PC's own screen. */
  onConsole(): WindowsSession | undefined;
  open(user: WindowsUser, source: SessionSource, loggedOnAt: number): WindowsSession;
  change(session: WindowsSession, to: Partial<Omit<WindowsSession, 'id' | 'user'>>): WindowsSession;
  end(session: WindowsSession): void;
  /** A session number that shows a logon screen only. */
  nextId(): number;
}

export function createWindowsSessions(): WindowsSessions {
  const sessions = new Map<number, WindowsSession>();
  let lastId = 0;
  const find = (test: (session: WindowsSession) => boolean) => [...sessions.values()].find(test);

  return {
    all: () => [...sessions.values()],
    of: (userName) => find((session) => session.user.name === userName),
    onConsole: () => find((session) => session.connected && session.source === 'console'),
    open(user, source, loggedOnAt) {
      lastId += 1;
      const session: WindowsSession = { id: lastId, user, source, locked: false, connected: true, loggedOnAt };
      sessions.set(session.id, session);
      return session;
    },
    change(session, to) {
      const changed = { ...session, ...to };
      sessions.set(session.id, changed);
      return changed;
    },
    end: (session) => void sessions.delete(session.id),
    nextId: () => lastId + 1,
  };
}
