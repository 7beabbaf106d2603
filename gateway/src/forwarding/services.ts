import type { IncomingMessage, ServerResponse } from 'node:http';
import { currentTraceparent, Problem, problemHeader, type Logger, type TokenCaller } from '@genkan/service-kit';
import { Pool, type Dispatcher } from 'undici';
import { serviceNames, type ServiceAddresses, type ServiceName } from '../config.ts';
import { announcedLength, readBody, refuseTooLarge } from '../http/read-body.ts';
import type { ServiceTokens } from './service-tokens.ts';

/** For whom a call is made and from where; the service believes it because of the gateway's token. */
export interface OnBehalfOf {
  caller: TokenCaller;
  clientIp: string;
  /** Header `genkan-device` of a proved PC. */
  device?: string;
}

export interface Services {
  /** Passes a request on under its own path and the answer back, both unread. @returns the code of the problem that the service answered with. */
  forward(service: ServiceName, req: IncomingMessage, res: ServerResponse, onBehalfOf: OnBehalfOf): Promise<string | undefined>;
  /** A call of the gateway's own. Rejects with `upstream-unavailable` when there is no answer. */
  ask(service: ServiceName, call: { method: 'GET' | 'POST'; path: string; body?: unknown }): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

// Everything else stays at the door: cookies, credentials, and headers that only the gateway may set.
const passedRequestHeaders = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'] as const;
const passedAnswerHeaders = ['content-type', 'content-length', 'content-language', 'content-disposition', 'etag', 'retry-after', 'location'] as const;

export function connectServices(addresses: ServiceAddresses, tokenFor: ServiceTokens, log: Logger): Services {
  const pools = Object.fromEntries(serviceNames.map((name) => [name, poolOf(addresses[name])])) as Record<ServiceName, Pool>;

  return {
    async forward(service, req, res, { caller, clientIp, device }) {
      refuseTooLarge(req);
      const headers: Record<string, string> = {
        authorization: `Bearer ${tokenFor(caller, service)}`,
        traceparent: currentTraceparent(),
        'genkan-client-ip': clientIp,
      };
      if (device !== undefined) headers['genkan-device'] = device;
      for (const name of passedRequestHeaders) {
        const value = req.headers[name];
        if (typeof value === 'string') headers[name] = value;
      }
      const body = await bodyToPass(req, headers);
      let problem: string | undefined;
      const gone = new AbortController();
      res.once('close', () => gone.abort());
      try {
        await pools[service].stream(
          { method: req.method as Dispatcher.HttpMethod, path: req.url as string, headers, body, signal: gone.signal },
          ({ statusCode, headers: answer }) => {
            problem = answer[problemHeader]?.toString();
            return res.writeHead(statusCode, passedHeaders(answer));
          },
        );
        return problem;
      } catch (error) {
        // The caller hung up; there is nobody to tell.
        if (gone.signal.aborted) return problem;
        log.warn({ service, err: error }, 'a service did not answer');
        throw new Problem('upstream-unavailable', { cause: error });
      }
    },

    async ask(service, { method, path, body }) {
      const headers: Record<string, string> = {
        authorization: `Bearer ${tokenFor({ kind: 'gateway' }, service)}`,
        traceparent: currentTraceparent(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      try {
        const answer = await pools[service].request({ method, path, headers, body: body === undefined ? null : JSON.stringify(body) });
        const text = await answer.body.text();
        return { status: answer.statusCode, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
      } catch (error) {
        throw new Problem('upstream-unavailable', { cause: error });
      }
    },

    close: async () => void (await Promise.all(Object.values(pools).map((pool) => pool.close()))),
  };
}

const poolOf = (address: string): Pool =>
  new Pool(new URL(address).origin, {
    connections: 64,
    pipelining: 1,
    // Shorter than the services' own, so that a connection is never used while the other side closes it.
    keepAliveTimeout: 30_000,
    keepAliveMaxTimeout: 50_000,
    connectTimeout: 2_000,
    headersTimeout: 15_000,
    bodyTimeout: 30_000,
  });

/** A body of known length streams through; one in chunks is read first, because it must be bounded. */
async function bodyToPass(req: IncomingMessage, headers: Record<string, string>): Promise<IncomingMessage | Buffer | null> {
  const length = announcedLength(req);
  if (length === undefined) return readBody(req);
  if (length === 0) return null;
  headers['content-length'] = String(length);
  return req;
}

function passedHeaders(answer: Record<string, string | string[] | undefined>): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of passedAnswerHeaders) {
    const value = answer[name];
    if (typeof value === 'string') passed[name] = value;
  }
  return passed;
}
