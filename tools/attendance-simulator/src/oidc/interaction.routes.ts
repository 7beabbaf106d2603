import { Router, urlencoded, type Request, type Response } from 'express';
import { errors, type Provider } from 'oidc-provider';
import type { Accounts } from '../home/accounts.ts';
import type { BrowserSessions } from '../home/browser-session.ts';
import { LoginForm } from '../home/login.routes.ts';
import { loginForm, type Screens } from '../home/screen.ts';
import { html } from '../pages/html.ts';

export interface Interactions {
  provider: Provider;
  accounts: Accounts;
  sessions: BrowserSessions;
  screens: Screens;
}

/** Reasons for which a running session is not enough and the password is asked again. */
const wantsPassword = new Set(['login_prompt', 'max_age']);

export function interactionRoutes({ provider, accounts, sessions, screens }: Interactions): Router {
  const finish = (req: Request, res: Response, accountId: string, signedInAt: number): Promise<void> =>
    provider.interactionFinished(req, res, { login: { accountId, ts: Math.floor(signedInAt / 1000), remember: false } });
  const guarded = (handle: (req: Request, res: Response) => Promise<void>) => async (req: Request, res: Response): Promise<void> => {
    try {
      await handle(req, res);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      screens.show(req, res, { status: 410, title: (t) => t.signIn }, (t) => html`<section class="sheet narrow"><p>${t.expired}</p><a href="/">${t.back}</a></section>`);
    }
  };

  return Router()
    .get('/interaction/:uid', guarded(async (req, res) => {
      const { uid, prompt } = await provider.interactionDetails(req, res);
      const session = sessions.of(req);
      const known = session && accounts.byKey(session.accountKey);
      if (session && known && !prompt.reasons.some((reason) => wantsPassword.has(reason))) return finish(req, res, known.key, session.signedInAt);
      screens.show(req, res, { title: (t) => t.signIn }, (t) => loginForm(t, { action: `/interaction/${uid}`, account: '', refused: false }));
    }))
    .post('/interaction/:uid', urlencoded({ extended: false, limit: '8kb' }), guarded(async (req, res) => {
      const { uid } = await provider.interactionDetails(req, res);
      const { account, password } = LoginForm.parse(req.body ?? {});
      const administrator = accounts.check(account, password);
      if (!administrator) {
        screens.show(req, res, { status: 401, title: (t) => t.signIn }, (t) => loginForm(t, { action: `/interaction/${uid}`, account, refused: true }));
        return;
      }
      sessions.begin(res, administrator.key);
      await finish(req, res, administrator.key, Date.now());
    }));
}
