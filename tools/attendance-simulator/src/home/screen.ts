import type { Request, RequestHandler, Response } from 'express';
import type { Administrator } from '../people/person.ts';
import { html, type Markup } from '../pages/html.ts';
import { page, type Service } from '../pages/layout.ts';
import { textsOf, type Language, type Texts } from '../pages/texts.ts';
import type { Accounts } from './accounts.ts';
import type { BrowserSessions } from './browser-session.ts';

export interface Screens {
  language(req: Request, res: Response): Language;
  signedIn(req: Request): Administrator | undefined;
  show(req: Request, res: Response, o: { status?: number; title: (t: Texts) => string; service?: 'attendance' | 'analytics' }, content: (t: Texts, language: Language) => Markup): void;
  /** A page only for administrators: others see the login and come back here after it. */
  guarded(handler: (req: Request, res: Response, administrator: Administrator) => void): RequestHandler;
}

export interface ScreenOptions {
  accounts: Accounts;
  sessions: BrowserSessions;
  /** Where the switcher leads for Genkan; undefined where the company did not contract it. */
  genkanUrl: () => string | undefined;
}

const languageCookie = 'attendance_language';

export function createScreens({ accounts, sessions, genkanUrl }: ScreenOptions): Screens {
  const screens: Screens = {
    language(req, res) {
      const asked = req.query['lang'];
      if (asked === 'ja' || asked === 'en') {
        res.cookie(languageCookie, asked, { sameSite: 'lax', httpOnly: true, path: '/', maxAge: 365 * 86_400_000 });
        return asked;
      }
      const kept = /(?:^|;\s*)attendance_language=(ja|en)/.exec(req.headers.cookie ?? '')?.[1];
      if (kept === 'ja' || kept === 'en') return kept;
      return req.acceptsLanguages('ja', 'en') === 'en' ? 'en' : 'ja';
    },
    signedIn(req) {
      const session = sessions.of(req);
      return session && accounts.byKey(session.accountKey);
    },
    show(req, res, o, content) {
      const language = screens.language(req, res);
      const t = textsOf(language);
      const administrator = screens.signedIn(req);
      const genkan = genkanUrl();
      const services: Service[] = [
        { name: t.attendance, url: '/', current: o.service === 'attendance' },
        { name: t.analytics, url: '/analytics', current: o.service === 'analytics' },
        ...(genkan === undefined ? [] : [{ name: t.systemLog, url: genkan, current: false }]),
      ];
      const frame = { language, title: o.title(t), here: req.originalUrl, ...(administrator ? { signedIn: { name: administrator.name, services } } : {}) };
      res.status(o.status ?? 200).type('html').send(page(frame, content(t, language)));
    },
    guarded: (handler) => (req, res) => {
      const administrator = screens.signedIn(req);
      if (!administrator) return res.redirect(303, `/login?next=${encodeURIComponent(req.originalUrl)}`);
      handler(req, res, administrator);
    },
  };
  return screens;
}

export const loginForm = (t: Texts, o: { action: string; account: string; refused: boolean }): Markup => html`
<section class="sheet narrow">
<h1>${t.signInTo}</h1>
${o.refused && html`<p class="refused" role="alert">${t.refused}</p>`}
<form method="post" action="${o.action}">
<label for="account">${t.account}</label>
<input id="account" name="account" autocomplete="username" autocapitalize="none" required value="${o.account}">
<label for="password">${t.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>${t.signIn}</button>
</form>
</section>`;
