import { request, type Dispatcher } from 'undici';
import { AttendanceFailure, type FailureKind } from './attendance-failure.ts';

export interface Exchange {
  method: 'GET' | 'POST';
  /** Call as a template for failure texts. */
  call: string;
  url: string;
  token: string;
  body?: unknown;
  timeoutMs: number;
  /** Longest answer read, in bytes. */
  maxAnswerBytes: number;
  dispatcher?: Dispatcher;
}

export interface Answer {
  status: number;
  retryAfterMs: number | undefined;
  text: string;
}

const sentNothing = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const timedOut = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ABORT_ERR']);

const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * How a call failed once it may have reached the attendance system: a read can simply be repeated, a write may
 * have been carried out.
 */
export const kindAfterSending = (method: Exchange['method']): FailureKind => (method === 'GET' ? 'transient' : 'ambiguous');

/**
 * One HTTP exchange, redirects not followed (undici's `request` follows none), bounded in time and size.
 * Throws AttendanceFailure when no whole answer came.
 */
export async function exchange(o: Exchange): Promise<Answer> {
  const deadline = AbortSignal.timeout(o.timeoutMs);
  try {
    const response = await request(o.url, {
      method: o.method,
      headers: {
        authorization: `Bearer ${o.token}`,
        accept: 'application/json',
        ...(o.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      },
      ...(o.body === undefined ? {} : { body: JSON.stringify(o.body) }),
      signal: deadline,
      headersTimeout: o.timeoutMs,
      bodyTimeout: o.timeoutMs,
      ...(o.dispatcher ? { dispatcher: o.dispatcher } : {}),
    });
    const text = await readBounded(o, response.statusCode, response.body);
    const retryAfter = Number(response.headers['retry-after']);
    return { status: response.statusCode, retryAfterMs: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * 1000 : undefined, text };
  } catch (error) {
    if (error instanceof AttendanceFailure) throw error;
    const code = errorCode(error);
    if (sentNothing.has(code)) throw new AttendanceFailure('transient', 'attendance-unavailable', { call: o.call, cause: error });
    const failure = deadline.aborted || timedOut.has(code) ? 'attendance-timeout' : 'attendance-unavailable';
    throw new AttendanceFailure(kindAfterSending(o.method), failure, { call: o.call, cause: error });
  }
}

async function readBounded(o: Exchange, status: number, body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > o.maxAnswerBytes) {
      body.destroy();
      throw new AttendanceFailure(o.method === 'GET' ? 'permanent' : 'ambiguous', 'attendance-answer-too-large', { call: o.call, status });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
