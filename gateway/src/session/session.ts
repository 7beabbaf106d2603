import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A logged-in administrator, as the server remembers it; the browser holds nothing but the session's id. */
export interface Session {
  companyId: string;
  administratorKey: string;
  /** Name at login, for the records of what was done with the session. */
  name: string;
  /** Account by which the administrator logged in at the attendance system. */
  account: string;
  /** Sent with every call that changes something. */
  csrfToken: string;
  /** ISO 8601. */
  startedAt: string;
}

/** After this long without a call the session is over, in milliseconds. */
export const idleLimitMs = 30 * 60_000;
/** However busy it is, after this long it is over, in milliseconds. */
export const absoluteLimitMs = 12 * 3_600_000;

/** 256 random bits. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** How a session is known in the store: whoever reads the store cannot use it. */
export const nameOf = (sessionId: string): string => createHash('sha256').update(sessionId).digest('base64url');

export const isOver = (session: Session, now: Date): boolean =>
  now.getTime() - new Date(session.startedAt).getTime() >= absoluteLimitMs;

export const isCsrfToken = (session: Session, given: string | undefined): boolean => {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(session.csrfToken));
};
