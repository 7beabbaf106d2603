import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';

export const requestSeconds = (): Histogram<'service' | 'method' | 'route' | 'status'> => {
  const name = 'genkan_http_request_seconds';
  const known = register.getSingleMetric(name);
  if (known instanceof Histogram) return known;
  collectDefaultMetrics();
  return new Histogram({
    name,
    help: 'Time from the request line to the end of the answer.',
    labelNames: ['service', 'method', 'route', 'status'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  });
};

/** The pattern of the route, never the path: an identifier in a label would make a series per person. */
const routeOf = (req: Request): string => {
  const route = req.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? req.baseUrl + route.path : 'unmatched';
};

export function measureRequests(service: string): RequestHandler {
  const histogram = requestSeconds();
  return (req, res, next) => {
    const begun = process.hrtime.bigint();
    res.once('finish', () => {
      const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
      histogram.labels(service, req.method, routeOf(req), String(res.statusCode)).observe(seconds);
    });
    next();
  };
}

export const showMetrics: RequestHandler = async (_req, res) => {
  res.type(register.contentType).send(await register.metrics());
};
