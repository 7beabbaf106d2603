import express, { type Express, type RequestHandler } from 'express';
import { problemMiddleware } from '../errors/problem-middleware.ts';
import { Problem } from '../errors/problem.ts';
import type { Logger } from '../log.ts';
import { continueTrace, withTraceparent } from '../trace.ts';
import { jsonBody } from './body.ts';
import { setDataHeaders } from './headers.ts';
import type { Health } from './health.ts';
import { measureRequests, showMetrics } from './metrics.ts';

export interface AppOptions {
  log: Logger;
  health: Health;
  service: string;
  /** Whether bodies are read and parsed here. The gateway says no: it passes them on unread. */
  parsesBodies?: boolean;
  /** Whether `/metrics` is answered here. The gateway says no: everybody can reach it. */
  showsMetrics?: boolean;
}

/**
 * The base of every process's HTTP side: trace, headers, metrics, health, JSON bodies of at most
 * 256 kB. Mount routes on it, then call `finishApp`.
 */
export function createApp({ log, health, service, parsesBodies = true, showsMetrics = true }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(traced, setDataHeaders, measureRequests(service));
  app.get('/healthz', (_req, res) => void res.json({ status: 'alive', service }));
  app.get('/readyz', showReadiness(health, log));
  app.get('/metrics', showsMetrics ? showMetrics : notFound);
  if (parsesBodies) app.use(jsonBody);
  return app;
}

/** `/metrics` alone, for a listener that only the monitoring reaches. */
export function createMetricsApp(log: Logger): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(traced, setDataHeaders);
  app.get('/metrics', showMetrics);
  return finishApp(app, log);
}

/** To be called after all routes: unknown paths and errors are answered as problems. */
export function finishApp(app: Express, log: Logger): Express {
  app.use(notFound);
  app.use(problemMiddleware(log));
  return app;
}

const notFound: RequestHandler = () => {
  throw new Problem('not-found');
};

const traced: RequestHandler = (req, res, next) => {
  const traceparent = continueTrace(req.get('traceparent'));
  res.setHeader('traceparent', traceparent);
  withTraceparent(traceparent, next);
};

const showReadiness =
  (health: Health, log: Logger): RequestHandler =>
  async (_req, res) => {
    const { ready, checks } = await health.readiness();
    if (!ready) log.warn({ checks }, 'not ready');
    res.status(ready ? 200 : 503).json({ ready, checks });
  };
