import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { answerWithProblem, continueTrace, dataHeaders, requestSeconds, withTraceparent, type Logger } from '@genkan/service-kit';

/** A call that is answered without express, because it comes often: PCs' and the console's API calls. */
export interface FastRoute {
  /** Name of the route in metrics. */
  name: string;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

export interface FrontParts {
  /** The fast route of a call, by method and path without query. */
  find: (method: string, path: string) => FastRoute | undefined;
  /** Everything else. */
  rest: RequestListener;
  log: Logger;
}

/** The one listener of the gateway. */
export function front({ find, rest, log }: FrontParts): RequestListener {
  const histogram = requestSeconds();
  return (req, res) => {
    const method = req.method ?? '';
    const route = find(method, (req.url ?? '').split('?', 1)[0] ?? '');
    if (route === undefined) return void rest(req, res);

    const begun = performance.now();
    const traceparent = continueTrace(one(req.headers['traceparent']));
    for (const name in dataHeaders) res.setHeader(name, dataHeaders[name] as string);
    res.setHeader('traceparent', traceparent);
    res.once('finish', () =>
      histogram.labels('gateway', method, route.name, String(res.statusCode)).observe((performance.now() - begun) / 1_000),
    );
    void withTraceparent(traceparent, () => route.handle(req, res).catch((error: unknown) => answerWithProblem(log, req, res, error)));
  };
}

const one = (header: string | string[] | undefined): string | undefined => (typeof header === 'string' ? header : undefined);
