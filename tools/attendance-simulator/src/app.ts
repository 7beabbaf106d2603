import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@genkan/service-kit';
import express, { type ErrorRequestHandler, type Express, type Response } from 'express';
import { DateTime } from 'luxon';
import { simulatorRoutes } from './control/simulator.routes.ts';
import { dailyDataRoutes } from './daily-data/daily-data.routes.ts';
import { createPunches, type Punches } from './daily-data/punches.store.ts';
import { createAccounts } from './home/accounts.ts';
import { createBrowserSessions } from './home/browser-session.ts';
import { homeRoutes } from './home/home.routes.ts';
import { loginRoutes } from './home/login.routes.ts';
import { createScreens } from './home/screen.ts';
import { createAdapter } from './oidc/adapter.ts';
import { interactionRoutes } from './oidc/interaction.routes.ts';
import { providerKeys } from './oidc/keys.ts';
import { createProvider, providerSessionCookies } from './oidc/provider.ts';
import { html } from './pages/html.ts';
import { createPeople } from './people/people.ts';
import { makeSeed } from './people/seed.ts';
import { createSettings } from './store/settings.ts';
import { createFaults } from './web-api/faults.ts';
import { createTimeRecords } from './web-api/time-records.ts';
import { createCallLog, webApiRoutes } from './web-api/web-api.routes.ts';

export interface SimulatorOptions {
  database: DatabaseSync;
  publicUrl: string;
  gatewayUrls: readonly string[];
  password: string | undefined;
  /** Whether the punch topic is followed. */
  connected: boolean;
  /** Rejects when the punch topic is not being read. */
  health: () => Promise<void>;
  log: Logger;
  now: () => Date;
}

/** The attendance system as one Express app; it does not listen by itself. */
export async function createSimulator(o: SimulatorOptions): Promise<{ app: Express; punches: Punches }> {
  const { database, publicUrl, log, now } = o;
  const settings = createSettings(database);
  const seed = (): ReturnType<typeof makeSeed> => makeSeed(now());
  const people = createPeople(database, seed());
  const punches = createPunches(database);
  const timeRecords = createTimeRecords(database);
  const faults = createFaults();
  const calls = createCallLog(now);
  const webApiToken = settings.getOrMake('web-api-token', () => randomBytes(32).toString('hex'));
  const accounts = createAccounts(people, o.password ?? settings.getOrMake('password', () => `demo-${randomBytes(6).toString('hex')}`));
  const sessions = createBrowserSessions(database, { secure: publicUrl.startsWith('https:'), now });
  const provider = createProvider({ issuer: publicUrl, gatewayUrls: o.gatewayUrls, accounts, keys: await providerKeys(settings), adapter: createAdapter(database), log });
  provider.proxy = publicUrl.startsWith('https:');
  const today = (): string => DateTime.fromJSDate(now(), { zone: 'Asia/Tokyo' }).toISODate()!;
  const genkanUrl = `${o.gatewayUrls[0]}/sso/login?iss=${encodeURIComponent(publicUrl)}`;
  const screens = createScreens({ accounts, sessions, genkanUrl: () => (settings.get('contracted') === 'false' ? undefined : genkanUrl) });
  const forgetProviderSession = (res: Response): void => {
    for (const name of providerSessionCookies) res.clearCookie(name, { path: '/', httpOnly: true });
  };

  const app = express().disable('x-powered-by').disable('etag');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', async (_req, res) => {
    await o.health().then(() => res.json({ status: 'ready' }), () => res.status(503).json({ status: 'punch topic is not read' }));
  });
  app.use('/v1.0', webApiRoutes({ people, faults, timeRecords, calls, token: webApiToken, now }));
  app.use('/simulator', simulatorRoutes({ publicUrl, webApiToken, accounts, people, seed, faults, calls, timeRecords, punches, settings, today }));

  // After the login form the browser is led on to the gateway: its addresses count as form targets.
  const policy = `default-src 'none'; style-src 'self'; img-src data:; form-action 'self' ${o.gatewayUrls.map((url) => new URL(url).origin).join(' ')}; frame-ancestors 'none'; base-uri 'none'`;
  app.use((_req, res, next) => {
    res.set({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
    next();
  });
  const style = readFileSync(new URL('./pages/style.css', import.meta.url), 'utf8');
  app.get('/style.css', (_req, res) => void res.type('css').set('cache-control', 'max-age=300').send(style));
  app.use(loginRoutes({ accounts, sessions, screens, forgetProviderSession }));
  app.use(homeRoutes(screens, people, today));
  app.use(dailyDataRoutes({ screens, people, punches, connected: o.connected, today }));
  app.use(interactionRoutes({ provider, accounts, sessions, screens }));
  const oidc = provider.callback();
  app.all(/^\/(auth|token|jwks|me|session|\.well-known)(\/.*)?$/, (req, res, next) => {
    oidc(req, res).catch(next);
  });
  app.use((req, res) => screens.show(req, res, { status: 404, title: (t) => t.notFound }, (t) => html`<p>${t.notFound}</p><a href="/">${t.back}</a>`));
  app.use(reportError(log));
  return { app, punches };
}

const reportError = (log: Logger): ErrorRequestHandler => (error: unknown, _req, res, next) => {
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  if (status >= 500) log.error({ err: error }, 'request failed');
  if (res.headersSent) return next(error);
  res.status(status).json({ error: status >= 500 ? 'internal error' : 'bad request' });
};
