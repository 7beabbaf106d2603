import { createHash, randomBytes } from 'node:crypto';
import type { ConsoleAccount } from '../logon-broker/logon-broker.ts';

/** A page that is open for one Windows account. It takes the cookie and the key: either alone is worth nothing. */
export interface ConsoleSession {
  readonly account: ConsoleAccount;
}

/** Who may see what of the client console: tickets that the proved console got, and the sessions made of them. */
export interface ConsoleSessions {
  /** A ticket for the address that the person's browser opens. */
  ticket(account: ConsoleAccount): string;
  /** Takes a ticket, once. undefined: unknown, used or too old. */
  redeem(ticket: string): { cookie: string; key: string; session: ConsoleSession } | undefined;
  /** The session of this cookie and key; being found keeps it alive. */
  find(cookie: string | undefined, key: string | undefined): ConsoleSession | undefined;
  end(session: ConsoleSession): void;
  /** Whether nobody can come any more. */
  idle(): boolean;
}

export interface ConsoleLifetimes {
  readonly ticketMs: number;
  /** Without a request, in milliseconds. */
  readonly sessionIdleMs: number;
  readonly sessionMs: number;
}

export const consoleLifetimes: ConsoleLifetimes = { ticketMs: 60_000, sessionIdleMs: 10 * 60_000, sessionMs: 60 * 60_000 };

/** More than a person opens; the oldest gives way. */
const maxPerAccount = 4;
const maxAccounts = 32;
const secretBytes = 32;

/** `now`: milliseconds of a clock that only goes forward. Secrets are compared by their digests only. */
export function createConsoleSessions(now: () => number, lifetimes: ConsoleLifetimes = consoleLifetimes): ConsoleSessions {
  const tickets = new Map<string, { account: ConsoleAccount; endsAt: number }>();
  const sessions = new Map<string, { session: ConsoleSession; key: string; endsAt: number; idleAt: number }>();

  function sweep(): void {
    for (const [digest, { endsAt }] of tickets) if (endsAt <= now()) tickets.delete(digest);
    for (const [digest, { endsAt, idleAt }] of sessions) if (Math.min(endsAt, idleAt) <= now()) sessions.delete(digest);
  }

  return {
    ticket(account) {
      sweep();
      makeRoom(tickets, (held) => held.account, account);
      const ticket = secret();
      tickets.set(digestOf(ticket), { account, endsAt: now() + lifetimes.ticketMs });
      return ticket;
    },
    redeem(ticket) {
      sweep();
      const held = tickets.get(digestOf(ticket));
      if (held === undefined) return undefined;
      tickets.delete(digestOf(ticket));
      makeRoom(sessions, (open) => open.session.account, held.account);
      const [cookie, key] = [secret(), secret()];
      const session = { account: held.account };
      sessions.set(digestOf(cookie), { session, key: digestOf(key), endsAt: now() + lifetimes.sessionMs, idleAt: now() + lifetimes.sessionIdleMs });
      return { cookie, key, session };
    },
    find(cookie, key) {
      sweep();
      if (cookie === undefined || key === undefined) return undefined;
      const open = sessions.get(digestOf(cookie));
      if (open === undefined || open.key !== digestOf(key)) return undefined;
      open.idleAt = now() + lifetimes.sessionIdleMs;
      return open.session;
    },
    end(session) {
      for (const [digest, open] of sessions) if (open.session === session) sessions.delete(digest);
    },
    idle() {
      sweep();
      return tickets.size === 0 && sessions.size === 0;
    },
  };
}

function makeRoom<T>(held: Map<string, T>, accountOf: (value: T) => ConsoleAccount, account: ConsoleAccount): void {
  const own = [...held].filter(([, value]) => accountOf(value).windowsSid === account.windowsSid).map(([digest]) => digest);
  if (own.length >= maxPerAccount && own[0] !== undefined) held.delete(own[0]);
  const [oldest] = held.keys();
  if (held.size >= maxPerAccount * maxAccounts && oldest !== undefined) held.delete(oldest);
}

const secret = () => randomBytes(secretBytes).toString('base64url');
const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url');
