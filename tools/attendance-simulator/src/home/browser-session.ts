import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Request, Response } from 'express';

const cookieName = 'attendance_session';
const lifetimeMs = 8 * 3_600_000;

export interface BrowserSession {
  accountKey: string;
  /** When the password was typed, in ms since the epoch. */
  signedInAt: number;
}

export interface BrowserSessions {
  of(req: Request): BrowserSession | undefined;
  begin(res: Response, accountKey: string): void;
  end(req: Request, res: Response): void;
}

const cookieOf = (req: Request): string | undefined =>
  req.headers.cookie?.split(';').map((part) => part.trim().split('=')).find(([name]) => name === cookieName)?.[1];
const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');

export function createBrowserSessions(database: DatabaseSync, o: { secure: boolean; now: () => Date }): BrowserSessions {
  const insert = database.prepare('INSERT INTO browser_sessions (id_hash, account_key, signed_in_at, expires_at) VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT account_key, signed_in_at FROM browser_sessions WHERE id_hash = ? AND expires_at > ?');
  const remove = database.prepare('DELETE FROM browser_sessions WHERE id_hash = ? OR expires_at <= ?');
  const cookie = { httpOnly: true, sameSite: 'lax', secure: o.secure, path: '/' } as const;
  return {
    of(req) {
      const id = cookieOf(req);
      const row = id === undefined ? undefined : select.get(hashOf(id), o.now().getTime());
      return row && { accountKey: String(row['account_key']), signedInAt: Number(row['signed_in_at']) };
    },
    begin(res, accountKey) {
      const id = randomBytes(32).toString('base64url');
      const at = o.now().getTime();
      insert.run(hashOf(id), accountKey, at, at + lifetimeMs);
      res.cookie(cookieName, id, { ...cookie, maxAge: lifetimeMs });
    },
    end(req, res) {
      const id = cookieOf(req);
      if (id !== undefined) remove.run(hashOf(id), o.now().getTime());
      res.clearCookie(cookieName, cookie);
    },
  };
}
