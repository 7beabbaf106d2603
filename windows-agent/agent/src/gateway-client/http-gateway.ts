import type { Clock } from '../clock/clock.ts';
import type { Measurement } from '../clock/clock-offset.ts';
import type { AccessTokens } from '../enrolment/access-token.ts';
import type { Logger } from '../log.ts';
import { readAnswer, readServerTime } from './answer.ts';
import type { Gateway, GatewayAnswer, GatewayRequest, OpenGateway } from './gateway.port.ts';
import { NoAnswer } from './http-exchange.ts';
import type { HttpAnswer, HttpExchange, HttpRequest } from './http-exchange.ts';

interface Options {
  exchange: HttpExchange;
  clock: Clock;
  serverTime: (measurement: Measurement) => void;
  userAgent: string;
  log: Logger;
}

/** The agent API over HTTP, without a token. */
export function createOpenGateway(options: Options): OpenGateway {
  const { call, callWith } = createCaller(options);
  return {
    call: (request) => call(request, {}),
    postForm: (path, form, budgetMs) =>
      callWith({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        budgetMs,
      }),
  };
}

/** The agent API over HTTP with the device's token; gets a new token when the server says that this one is out of date. */
export function createDeviceGateway(options: Options & { tokens: AccessTokens }): Gateway {
  const { call } = createCaller(options);
  const { tokens, clock } = options;

  return {
    async call(request) {
      const deadline = clock.monotonic() + request.budgetMs;
      const left = () => deadline - clock.monotonic();
      for (let attempt = 1; ; attempt += 1) {
        const token = await tokens.current(left());
        if (token.kind !== 'token') return token;
        const answer = await call({ ...request, budgetMs: left() }, { authorization: `Bearer ${token.value}` });
        if (!isTokenRefusal(answer)) return answer;
        tokens.discard(token.value);
        if (attempt === 2 || left() <= 0) return answer;
      }
    },
  };
}

function isTokenRefusal(answer: GatewayAnswer): boolean {
  return answer.kind === 'refused' && answer.status === 401 && (answer.code === 'token-stale' || answer.code === 'device-token-invalid');
}

function createCaller({ exchange, clock, serverTime, userAgent, log }: Options) {
  async function callWith(request: HttpRequest): Promise<GatewayAnswer> {
    const sentMs = clock.now();
    let answer: HttpAnswer;
    try {
      answer = await exchange({ ...request, headers: { ...request.headers, accept: 'application/json', 'user-agent': userAgent } });
    } catch (error) {
      if (error instanceof NoAnswer && !error.stale) return { kind: 'unavailable', reason: error.message };
      throw error;
    }
    const receivedMs = clock.now();
    const serverMs = readServerTime(answer);
    if (serverMs !== undefined) serverTime({ serverMs, sentMs, receivedMs });
    const read = readAnswer(answer, receivedMs);
    if (read.kind !== 'answered') log.debug('The server did not do it', { path: request.path, status: answer.status });
    return read;
  }

  async function call(request: GatewayRequest, headers: Record<string, string>): Promise<GatewayAnswer> {
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const type: Record<string, string> = request.body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = { method: request.method, path: request.path, headers: { ...headers, ...type }, ...body, budgetMs: request.budgetMs };
    const deadline = clock.monotonic() + request.budgetMs;
    return withStaleRetry(() => callWith({ ...outgoing, budgetMs: deadline - clock.monotonic() }), request.repeatable);
  }

  return { call, callWith: (request: HttpRequest) => withStaleRetry(() => callWith(request), true) };
}

/** A kept connection that the server has closed meanwhile is no news about the server: one new connection is tried. */
async function withStaleRetry(attempt: () => Promise<GatewayAnswer>, repeatable: boolean): Promise<GatewayAnswer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      if (!repeatable || tries === 3) return { kind: 'unavailable', reason: error.message };
    }
  }
}
