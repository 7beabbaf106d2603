import { formBody, parse, publicKeysOf, type SigningKey } from '@genkan/service-kit';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Cookies } from '../http/cookies.ts';
import type { Limiter } from '../limits/limits.ts';
import { addressBlock } from '../http/client-address.ts';
import type { BeginLogin, LoginRequest } from './begin-login.ts';
import type { FinishLogin } from './finish-login.ts';
import { loginSeconds } from './login-attempt.ts';
import { loginByForm, loginByLink } from './sso.schema.ts';

export interface SsoRoutesParts {
  begin: BeginLogin;
  finish: FinishLogin;
  cookies: Cookies;
  limiter: Limiter;
  publicUrl: URL;
  clientKey: SigningKey;
  addressOf: (req: Request) => string;
}

/** How long the browser remembers which attendance system it came from, in seconds. */
const rememberedSeconds = 180 * 86_400;

export function ssoRoutes({ begin, finish, cookies, limiter, publicUrl, clientKey, addressOf }: SsoRoutesParts): Router {
  const limited: RequestHandler = async (req, _res, next) => {
    await limiter.charge('login-source', addressBlock(addressOf(req)));
    next();
  };
  const start = async (res: Response, request: LoginRequest): Promise<void> => {
    const { secret, redirectTo } = await begin(request);
    res.setHeader('set-cookie', cookies.set('login', secret, loginSeconds));
    res.redirect(303, redirectTo.href);
  };

  return Router()
    .get('/login', limited, async (req, res) => start(res, parse(loginByLink, req).query))
    .post('/login', limited, formBody, async (req, res) => start(res, parse(loginByForm, req).body))
    .get('/callback', limited, async (req, res) => {
      const { sessionId, target, company } = await finish({
        secret: cookies.read(req, 'login'),
        url: new URL(req.originalUrl, publicUrl),
        formerSessionId: cookies.read(req, 'session'),
        ip: addressOf(req),
      });
      res.setHeader('set-cookie', [
        cookies.clear('login'),
        cookies.set('session', sessionId),
        cookies.set('attendance', Buffer.from(company.companyId).toString('base64url'), rememberedSeconds),
      ]);
      res.redirect(303, target);
    })
    // Issuers verify our client assertions with these.
    .get('/jwks.json', (_req, res) => void res.json(publicKeysOf([clientKey])));
}
