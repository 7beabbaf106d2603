import { Router, urlencoded, type Response } from 'express';
import { z } from 'zod';
import type { Accounts } from './accounts.ts';
import type { BrowserSessions } from './browser-session.ts';
import { loginForm, type Screens } from './screen.ts';

export const LoginForm = z.object({ account: z.string().max(100).default(''), password: z.string().max(200).default('') });

/** Only a path of this site: a page of another one must not borrow the login. */
export const safeNext = (next: unknown): string => (typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/');

export interface Login {
  accounts: Accounts;
  sessions: BrowserSessions;
  screens: Screens;
  /** Forgets who the OIDC provider thinks sits at the browser: somebody else may log in now. */
  forgetProviderSession: (res: Response) => void;
}

export function loginRoutes({ accounts, sessions, screens, forgetProviderSession }: Login): Router {
  return Router()
    .get('/login', (req, res) => {
      const action = `/login?next=${encodeURIComponent(safeNext(req.query['next']))}`;
      screens.show(req, res, { title: (t) => t.signIn }, (t) => loginForm(t, { action, account: '', refused: false }));
    })
    .post('/login', urlencoded({ extended: false, limit: '8kb' }), (req, res) => {
      const { account, password } = LoginForm.parse(req.body ?? {});
      const next = safeNext(req.query['next']);
      const administrator = accounts.check(account, password);
      if (!administrator) {
        const action = `/login?next=${encodeURIComponent(next)}`;
        screens.show(req, res, { status: 401, title: (t) => t.signIn }, (t) => loginForm(t, { action, account, refused: true }));
        return;
      }
      forgetProviderSession(res);
      sessions.begin(res, administrator.key);
      res.redirect(303, next);
    })
    .post('/logout', (req, res) => {
      forgetProviderSession(res);
      sessions.end(req, res);
      res.redirect(303, '/login');
    });
}
