import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly budgetMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Sends one request and reads the whole answer; rejects when there is none within the budget. */
export type HttpExchange = (request: HttpRequest) => Promise<HttpAnswer>;

/** A request that got no answer. `stale`: a kept connection turned out to be closed, so the server saw nothing of it. */
export class NoAnswer extends Error {
  readonly stale: boolean;
  constructor(reason: string, options: { stale: boolean; cause?: unknown }) {
    super(reason, { cause: options.cause });
    this.name = 'NoAnswer';
    this.stale = options.stale;
  }
}

/** Longest answer read, in characters; the longest real one is a policy. */
const maxAnswer = 1_048_576;
/** Idle connections are given up before servers and proxies usually do it, in milliseconds. */
const keepIdleMs = 4_000;

/**
 * Exchange with one server over kept connections. Only `node:http` and `node:https`: the global `fetch` sets
 * socket options that fail under wine (windows-build.md section 4).
 */
export function createHttpExchange(options: { server: URL; ca?: string; proxy?: string }): HttpExchange {
  const { server, ca, proxy } = options;
  const secure = server.protocol === 'https:';
  const proxyEnv = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const pool = { keepAlive: true, maxSockets: 8, timeout: keepIdleMs, ...proxyEnv };
  const agent = secure ? new https.Agent({ ...pool, ...(ca === undefined ? {} : { ca }) }) : new http.Agent(pool);
  const send = secure ? https.request : http.request;
  const base = server.pathname.replace(/\/$/, '');

  return (request) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(Math.max(1, Math.ceil(request.budgetMs)));
      const body = request.body === undefined ? undefined : Buffer.from(request.body);
      const outgoing = send({
        protocol: server.protocol,
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port === '' ? (secure ? 443 : 80) : Number(server.port),
        path: base + request.path,
        method: request.method,
        headers: { ...request.headers, ...(body === undefined ? {} : { 'content-length': String(body.length) }) },
        agent,
        signal,
      });
      const fail = (error: Error) => {
        const code = (error as NodeJS.ErrnoException).code ?? error.name;
        const stale = outgoing.reusedSocket && code === 'ECONNRESET' && !signal.aborted;
        reject(new NoAnswer(signal.aborted ? 'timeout' : code, { stale, cause: error }));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readText(incoming).then(
          (text) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
          (error: Error) => {
            outgoing.destroy();
            fail(error);
          },
        );
      });
      outgoing.end(body);
    });
}

async function readText(incoming: http.IncomingMessage): Promise<string> {
  incoming.setEncoding('utf8');
  let text = '';
  for await (const chunk of incoming) {
    text += String(chunk);
    if (text.length > maxAnswer) throw new Error('answer-too-long');
  }
  return text;
}
