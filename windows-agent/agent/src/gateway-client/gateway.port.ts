/** One call of the agent API. */
export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path after the server's address, for example "/api/agent/v1/policy". */
  readonly path: string;
  readonly body?: object;
  /** Longest time for everything: token, connection, answer, repeats. In milliseconds. */
  readonly budgetMs: number;
  /** Whether doing it twice is the same as once, so that a broken connection may be tried again at once. */
  readonly repeatable: boolean;
}

/** Three kinds of outcome, because each asks for something else: take it, tell the person, try later. */
export type GatewayAnswer =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** The server understood and said no; `code` is of its error table. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly retryAfterMs?: number }
  /** No answer, a server in trouble, or an answer that cannot be read: what the server did is not known. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterMs?: number };

export type GatewayFailure = Exclude<GatewayAnswer, { kind: 'answered' }>;

export interface Gateway {
  /** Never throws for what the server or the network does. */
  call(request: GatewayRequest): Promise<GatewayAnswer>;
}

/** The server without a device token: enrolment and the token request itself. */
export interface OpenGateway extends Gateway {
  /** Sends a form instead of JSON (RFC 7523 token request). */
  postForm(path: string, form: Readonly<Record<string, string>>, budgetMs: number): Promise<GatewayAnswer>;
}

/** Base path of the agent API. */
export const agentApi = '/api/agent/v1';
