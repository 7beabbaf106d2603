import { answerWithProblem, currentTraceparent, preferredLanguage, problemOf, traceIdOf, type Logger } from '@genkan/service-kit';
import express, { Router, type ErrorRequestHandler, type Request, type Response } from 'express';
import type { CompanyDirectory } from '../companies/company-directory.ts';
import type { Cookies } from '../http/cookies.ts';
import type { SessionGuard } from '../session/session-guard.ts';
import type { ConsoleIndex } from './console-index.ts';
import { noticePage, refusedLogin, whereToLogIn, type Notice } from './notice-page.ts';
import { setPageHeaders } from './page-headers.ts';

export interface ConsolePagesParts {
  /** Folder of the built console; without it there are only notices. */
  folder: string | undefined;
  index: ConsoleIndex | undefined;
  guard: SessionGuard;
  companies: CompanyDirectory;
  cookies: Cookies;
  publicUrl: URL;
  log: Logger;
}

export interface ConsolePages {
  /** Static files, the console for whoever is logged in, and for others where to log in. */
  routes: Router;
  /** Answers errors of navigations as pages. */
  errors: ErrorRequestHandler;
}

export function consolePages({ folder, index, guard, companies, cookies, publicUrl, log }: ConsolePagesParts): ConsolePages {
  /** The attendance system this browser came from last, or the only one there is. */
  const attendanceUrlFor = (req: Request): string | undefined => {
    const remembered = cookies.read(req, 'attendance');
    const company = remembered === undefined ? undefined : companies.get(Buffer.from(remembered, 'base64url').toString());
    const issuers = companies.issuers();
    return company?.oidcIssuer ?? (issuers.length === 1 ? issuers[0] : undefined);
  };

  const sendNotice = async (req: Request, res: Response, status: number, notice: Notice): Promise<void> => {
    const nonce = await setPageHeaders(req, res, publicUrl);
    const language = preferredLanguage(req.headers['accept-language']);
    res.status(status).type('html').setHeader('content-language', language);
    res.send(noticePage(notice, language, nonce));
  };

  const routes = Router();
  if (folder !== undefined) {
    routes.use(
      express.static(folder, {
        index: false,
        redirect: false,
        dotfiles: 'ignore',
        setHeaders: (res, path) => {
          const isNamedByContent = /[.-][A-Z0-9]{8,}\.\w+$/i.test(path);
          res.setHeader('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      }),
    );
  }
  routes.use(async (req, res, next) => {
    if (!isNavigation(req)) return next();
    const loggedIn = index === undefined ? undefined : await guard.find(req);
    if (loggedIn === undefined || index === undefined) return sendNotice(req, res, 200, whereToLogIn(attendanceUrlFor(req)));
    const nonce = await setPageHeaders(req, res, publicUrl);
    res.type('html').send(index(nonce));
  });

  return {
    routes,
    errors: (error, req, res, next) => {
      if (!isNavigation(req) || res.headersSent) return next(error);
      const problem = problemOf(error);
      const { code, status } = problem;
      const id = traceIdOf(currentTraceparent());
      log[status >= 500 ? 'error' : 'info']({ problem: code, id, path: req.path, err: problem.cause ?? problem }, 'a page could not be shown');
      sendNotice(req, res, status, refusedLogin(code, attendanceUrlFor(req), id)).catch((failure: unknown) =>
        answerWithProblem(log, req, res, failure),
      );
    },
  };
}

/** A person looking at an address, as opposed to a program calling one. */
const isNavigation = (req: Request): boolean =>
  (req.method === 'GET' || (req.method === 'POST' && req.path === '/sso/login')) &&
  !req.path.startsWith('/api/') &&
  !/\/\.|\.[a-z0-9]{2,5}$/i.test(req.path) &&
  req.accepts(['html', 'json']) === 'html';
